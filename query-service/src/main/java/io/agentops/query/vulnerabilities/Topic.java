package io.agentops.query.vulnerabilities;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What guardrails look for, known by the names that their makers and users give them. */
enum Topic {
    PROMPT_INJECTION("prompt-injection", "A prompt injection or jailbreak", Owasp.LLM01, Severity.CRITICAL,
            "Treat all that comes from users, documents and tools as data; keep tools that act behind permissions of their own, and refuse what the guardrail finds.",
            "prompt inject, promptinject, indirect inject, prompt attack, prompt shield, jailbreak, jail. break., instruction overrid"),
    PERSONAL_DATA("personal-data", "Personal data", Owasp.LLM02, Severity.HIGH,
            "Mask or withhold personal data before the answer leaves the agent, and read no more of it than the task needs.",
            "pii., phi., personal data, personal info, personally, gdpr., credit card, ssn., email address, phone number, sensitive data, sensitive info"),
    SECRET("secret", "A secret", Owasp.LLM02, Severity.CRITICAL,
            "Change the secret, and keep secrets where neither prompts nor the results of tools can reach them.",
            "secret, credential, password, api key, access token, private key"),
    DATA_EXFILTRATION("data-exfiltration", "Data on its way out", Owasp.LLM02, Severity.CRITICAL,
            "Let the agent write only to places that are on a list, and block links and images to others in its answers.",
            "exfil, data leak, data loss, dlp."),
    POISONING("poisoning", "Poisoned data", Owasp.LLM04, Severity.HIGH,
            "Take the source out of the index, and accept documents only from sources that are vouched for.",
            "poison"),
    UNSAFE_OUTPUT("unsafe-output", "Output that would be unsafe to run or show", Owasp.LLM05, Severity.HIGH,
            "Treat answers of models like input of users: encode, bind and validate before anything runs or shows them.",
            "sql. inject, code. inject, command inject, html. inject, template inject, xss., ssrf., unsafe code, malicious code, malicious url, malicious link, insecure output"),
    EXCESSIVE_AGENCY("excessive-agency", "An action beyond what the agent may do", Owasp.LLM06, Severity.HIGH,
            "Take away the tools and permissions that the agent's task does not need, and let a person approve what cannot be undone.",
            "excessive agency, tool permission, tool polic, unauthori tool, unauthori action, forbidden tool, forbidden action, dangerous tool, dangerous action, privilege"),
    SYSTEM_PROMPT_LEAK("system-prompt-leak", "A leak of the system prompt", Owasp.LLM07, Severity.HIGH,
            "Keep nothing in the system prompt that must stay secret, and enforce rules outside of the model.",
            "prompt leak, prompt extract"),
    RETRIEVAL_ACCESS("retrieval-access", "Retrieval across its bounds", Owasp.LLM08, Severity.HIGH,
            "Check the caller's permissions in the index itself, for each document, and keep tenants in indexes of their own.",
            "cross tenant, tenant isolation, retriev access, vector access, embedding inver"),
    UNGROUNDED("ungrounded-answer", "An answer without grounds", Owasp.LLM09, Severity.MEDIUM,
            "Withhold answers that their sources do not support, and show sources beside those that they do.",
            "ground, ungrounded, hallucinat, factual, faithful, misinformation, fact check"),
    HARMFUL("harmful-content", "Harmful content", Owasp.LLM09, Severity.MEDIUM,
            "Withhold the answer, and look at what the agent was asked: harmful answers often follow an attempt at manipulation.",
            "toxic, hate., violen, profan, self harm, harmful, sexual, abus, moderation, content filter, content safety, content policy, nsfw."),
    CONSUMPTION("unbounded-consumption", "Consumption beyond its bounds", Owasp.LLM10, Severity.MEDIUM,
            "Bound requests, steps, tokens and cost of each caller and each run, and end what exceeds them.",
            "rate limit, token budget, token limit, cost limit, cost budget, budget exceed, max iteration, max turns, loop detect");

    /** Names of checks that say nothing of safety. */
    private static final String OTHER_CHECKS = "schema, format, json., length, language, topic, relevan, spelling, readab";

    private final String id;
    private final String title;
    private final Owasp owasp;
    private final Severity severity;
    private final String advice;
    private final String phrases;

    Topic(String id, String title, Owasp owasp, Severity severity, String advice, String phrases) {
        this.id = id;
        this.title = title;
        this.owasp = owasp;
        this.severity = severity;
        this.advice = advice;
        this.phrases = phrases;
    }

    /**
     * What a guardrail of a type looks for. A name that fits topics of several entries of the Top 10 fits none: nothing tells which was meant.
     */
    static Optional<Topic> of(String type) {
        Name name = new Name(type);
        List<Topic> fitting = Arrays.stream(values()).filter(topic -> name.hasAny(topic.phrases)).toList();
        return fitting.stream().map(Topic::owasp).distinct().count() == 1
                ? Optional.of(fitting.get(0))
                : Optional.empty();
    }

    /** Whether a type is known to be about other things than safety. */
    static boolean isOther(String type) {
        Name name = new Name(type);
        return name.hasAny(OTHER_CHECKS) && Arrays.stream(values()).noneMatch(topic -> name.hasAny(topic.phrases));
    }

    String id() {
        return id;
    }

    String title() {
        return title;
    }

    Owasp owasp() {
        return owasp;
    }

    /** Of what was let through. */
    Severity severity() {
        return severity;
    }

    String advice() {
        return advice;
    }
}
