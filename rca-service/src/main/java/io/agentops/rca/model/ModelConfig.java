package io.agentops.rca.model;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Whether a language model is asked about reports, which, and what that may cost. */
@ConfigMapping(prefix = "agentops.rca.model")
public interface ModelConfig {

    /** Off: no call is made, whatever else is set. On: evidence of runs that failed leaves this process. */
    @WithDefault("false")
    boolean enabled();

    @WithDefault("openai")
    Provider provider();

    /** The model, as its provider calls it; with Azure OpenAI the deployment unless set. */
    Optional<String> name();

    /** Where {@code chat/completions} is found; with OpenAI https://api.openai.com/v1 unless set. */
    @WithDefault("${OPENAI_BASE_URL:}")
    Optional<String> baseUrl();

    /** The key for OpenAI, which needs one, or a compatible endpoint, which may not. */
    @WithDefault("${OPENAI_API_KEY:}")
    Optional<String> apiKey();

    Azure azure();

    /** Lets evidence and key go over plain HTTP to another host than this one. */
    @WithDefault("false")
    boolean allowPlainHttp();

    /** How the form of the answer is asked for; not every compatible endpoint knows {@code json-schema}. */
    @WithDefault("json-schema")
    AnswerForm answerForm();

    /** Asks for temperature 0 and a fixed seed. Some models refuse these. */
    @WithDefault("true")
    boolean deterministic();

    /** From connecting to the last byte; a report waits no longer for its model. 100 ms to 1 min. */
    @WithDefault("20s")
    Duration timeout();

    /** Evidence sent, in characters; what is beyond is left out of the middle. 4,000 to 200,000. */
    @WithDefault("24000")
    int maxInputChars();

    /** The longest answer asked for, in tokens. 64 to 16,384. */
    @WithDefault("1200")
    int maxOutputTokens();

    /** The longest answer read, in bytes. 1,024 to 4,194,304. */
    @WithDefault("262144")
    int maxAnswerBytes();

    /** Calls of this process in any 60 minutes. 1 to 100,000. */
    @WithDefault("100")
    int maxCallsPerHour();

    /** Calls of this process at once; each keeps a place of {@code agentops.rca.concurrency}. 1 to 100. */
    @WithDefault("2")
    int maxConcurrent();

    /** The projects whose evidence may be sent; all where not set. */
    Optional<Set<String>> projects();

    /** Azure OpenAI. */
    interface Azure {

        /** The resource, as https://my-resource.openai.azure.com. */
        @WithDefault("${AZURE_OPENAI_ENDPOINT:}")
        Optional<String> endpoint();

        @WithDefault("${AZURE_OPENAI_API_KEY:}")
        Optional<String> apiKey();

        @WithDefault("${AZURE_OPENAI_DEPLOYMENT:}")
        Optional<String> deployment();

        @WithDefault("${AZURE_OPENAI_API_VERSION:2024-10-21}")
        String apiVersion();
    }

    /** Who is asked. */
    enum Provider {
        OPENAI,
        AZURE_OPENAI,
        OPENAI_COMPATIBLE
    }

    /** How the form of an answer is asked for, besides in words. */
    enum AnswerForm {
        JSON_SCHEMA,
        JSON_OBJECT,
        TEXT
    }
}
