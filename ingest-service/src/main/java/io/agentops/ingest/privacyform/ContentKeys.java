package io.agentops.ingest.privacyform;

import java.util.List;
import java.util.Set;

import io.agentops.ingest.privacy.Labels;

/**
 * Names of metadata that stand for content, personal data or secrets, whatever stands under them. What is measured of content
 * ({@code prompt_tokens}, {@code output_length}) is none, where it is a number or a boolean; neither is what kind of content it
 * was ({@code content_type}).
 */
final class ContentKeys {

    private static final Set<String> CONTENT = Set.of("answer", "answers", "argument", "arguments", "args", "body",
            "chunk",
            "chunks", "comment", "comments", "completion", "completions", "content", "contents", "context",
            "conversation",
            "cot", "description", "dialog", "dialogue", "doc", "docs", "document", "documents", "excerpt", "feedback",
            "history", "html", "input", "inputs", "instruction", "instructions", "kwargs", "markdown", "message",
            "messages", "note", "notes", "output", "outputs", "page", "paragraph", "paragraphs", "passage", "passages",
            "payload", "prompt", "prompts", "query", "queries", "question", "questions", "quote", "reasoning", "reply",
            "response", "responses", "scratchpad", "sentence", "sentences", "snippet", "snippets", "speech", "sql",
            "stacktrace", "subject", "summary", "text", "texts", "thinking", "thought", "thoughts", "traceback",
            "transcript", "transcription", "utterance", "utterances");
    private static final Set<String> CONTENT_STEMS = Set.of("prompt", "completion", "chainofthought", "scratchpad",
            "transcript", "rawtext", "fulltext", "plaintext");
    private static final Set<String> PRIVATE = Set.of("address", "addresses", "apikey", "auth", "authorization",
            "bearer",
            "bic", "birthdate", "birthday", "card", "cards", "cookie", "cookies", "credential", "credentials", "cvc",
            "cvv",
            "diagnosis", "dob", "email", "emails", "fax", "firstname", "forename", "fullname", "gender", "iban",
            "ibans",
            "ip", "jwt", "lastname", "login", "mail", "mails", "mobile", "msisdn", "nickname", "passphrase", "passport",
            "passwd", "password", "passwords", "patient", "pesel", "phone", "phones", "pin", "postcode", "pwd",
            "religion",
            "salary", "secret", "secrets", "ssn", "street", "surname", "telephone", "token", "username", "zip",
            "zipcode");
    private static final Set<String> PRIVATE_STEMS = Set.of("password", "passwd", "email", "apikey", "privatekey",
            "secret", "socialsecurity", "phonenumber", "birthdate", "dateofbirth", "accesstoken", "creditcard");
    private static final List<String> PRIVATE_PAIRS = List.of("api key", "access key", "private key", "secret key",
            "social security", "date of birth", "birth date", "chain of thought");
    private static final Set<String> PERSONS = Set.of("author", "caller", "contact", "customer", "display", "employee",
            "family", "first", "full", "given", "last", "legal", "maiden", "middle", "nick", "patient", "person",
            "real",
            "recipient", "sender", "user");
    /** What is measured; of personal data and secrets only how many there were. */
    private static final Set<String> MEASURES = Set.of("avg", "bytes", "cached", "chars", "characters", "code", "cost",
            "count", "counts", "depth", "dimensions", "duration", "empty", "found", "index", "latency", "length",
            "limit",
            "lines", "max", "mean", "min", "ms", "num", "p50", "p95", "p99", "pages", "percent", "rank", "rate",
            "ratio",
            "score", "seconds", "size", "status", "time", "tokens", "total", "truncated", "usd", "valid", "window",
            "words");
    private static final Set<String> COUNTS = Set.of("count", "counts", "length", "tokens");
    /** What tells of which kind content was, and nothing of the content; only as a name's last word. */
    private static final Set<String> KINDS = Set.of("type", "kind", "format", "version", "encoding", "language",
            "status",
            "code", "class", "mode", "model", "strategy", "id", "hash");

    private ContentKeys() {}

    /** Whether an entry of metadata is refused for its name. */
    static boolean isContent(String name, Object value) {
        List<String> words = Labels.split(name);
        String joined = String.join("", words);
        boolean measurable = value instanceof Number || value instanceof Boolean;
        if (isPrivate(words, joined)) {
            return !(measurable && words.stream().anyMatch(COUNTS::contains));
        }
        if (words.stream().anyMatch(CONTENT::contains) || CONTENT_STEMS.stream().anyMatch(joined::contains)) {
            boolean measured = measurable && words.stream().anyMatch(MEASURES::contains);
            boolean kind = words.size() > 1 && KINDS.contains(words.get(words.size() - 1));
            return !measured && !kind;
        }
        return false;
    }

    private static boolean isPrivate(List<String> words, String joined) {
        String spaced = String.join(" ", words);
        return words.stream().anyMatch(PRIVATE::contains)
                || PRIVATE_STEMS.stream().anyMatch(joined::contains)
                || PRIVATE_PAIRS.stream().anyMatch(spaced::contains)
                || (words.contains("name") && words.stream().anyMatch(PERSONS::contains));
    }
}
