package io.agentops.query.vulnerabilities;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonProperty;

/** The OWASP Top 10 for LLM applications, 2025. */
@JsonFormat(shape = JsonFormat.Shape.OBJECT)
enum Owasp {
    LLM01("Prompt Injection"),
    LLM02("Sensitive Information Disclosure"),
    LLM03("Supply Chain"),
    LLM04("Data and Model Poisoning"),
    LLM05("Improper Output Handling"),
    LLM06("Excessive Agency"),
    LLM07("System Prompt Leakage"),
    LLM08("Vector and Embedding Weaknesses"),
    LLM09("Misinformation"),
    LLM10("Unbounded Consumption");

    private final String title;

    Owasp(String title) {
        this.title = title;
    }

    @JsonProperty
    String id() {
        return name() + ":2025";
    }

    @JsonProperty("name")
    String title() {
        return title;
    }
}
