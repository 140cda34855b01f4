package io.agentops.rca.model;

import static java.util.Objects.requireNonNullElse;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;

import io.agentops.contract.rca.RcaReport.ModelOutcome;
import io.quarkus.runtime.annotations.RegisterForReflection;

import dev.langchain4j.model.chat.request.json.JsonArraySchema;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import dev.langchain4j.model.chat.request.json.JsonStringSchema;

/** What a model answered, of the right form and not yet believed. */
@RegisterForReflection
record Draft(List<Statement> summary, List<Cause> hypotheses) {

    private static final ObjectReader JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .readerFor(Draft.class);

    Draft {
        summary = requireNonNullElse(summary, List.of());
        hypotheses = requireNonNullElse(hypotheses, List.of());
    }

    /** A sentence, and what it says to rest on. */
    @RegisterForReflection
    record Statement(String text, @JsonProperty("evidence_ids") List<String> evidenceIds) {
        Statement {
            text = requireNonNullElse(text, "");
            evidenceIds = requireNonNullElse(evidenceIds, List.of());
        }
    }

    /** A cause that no rule may have named. */
    @RegisterForReflection
    record Cause(String title, List<Statement> sentences) {
        Cause {
            title = requireNonNullElse(title, "");
            sentences = requireNonNullElse(sentences, List.of());
        }
    }

    /** Reads an answer, which some models put between words or fences; fails as {@link ModelOutcome#UNREADABLE}. */
    static Draft read(String answer) {
        int from = answer == null ? -1 : answer.indexOf('{');
        int to = answer == null ? -1 : answer.lastIndexOf('}');
        if (from < 0 || to < from) {
            throw new ModelFailure(ModelOutcome.UNREADABLE);
        }
        try {
            return JSON.readValue(answer.substring(from, to + 1));
        } catch (JacksonException e) {
            throw new ModelFailure(ModelOutcome.UNREADABLE);
        }
    }

    /** How many sentences and titles it has. */
    int size() {
        return summary.size() + hypotheses.stream().mapToInt(cause -> 1 + cause.sentences().size()).sum();
    }

    /** The form as JSON Schema, for endpoints that hold their models to one. */
    static JsonSchema schema() {
        var statements = list(JsonObjectSchema.builder()
                .addStringProperty("text")
                .addProperty("evidence_ids", list(new JsonStringSchema()))
                .required("text", "evidence_ids").additionalProperties(false).build());
        var causes = list(JsonObjectSchema.builder()
                .addStringProperty("title")
                .addProperty("sentences", statements)
                .required("title", "sentences").additionalProperties(false).build());
        return JsonSchema.builder().name("explanation").rootElement(JsonObjectSchema.builder()
                .addProperty("summary", statements)
                .addProperty("hypotheses", causes)
                .required("summary", "hypotheses").additionalProperties(false).build()).build();
    }

    private static JsonArraySchema list(JsonSchemaElement of) {
        return JsonArraySchema.builder().items(of).build();
    }
}
