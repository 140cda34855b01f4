package io.agentops.ingest.alerts;

import java.io.IOException;
import java.io.UncheckedIOException;

import jakarta.inject.Singleton;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;

import io.agentops.http.JsonProblems;
import io.agentops.http.ProblemException;
import io.agentops.ingest.runs.StrictJson;

/** Reads rules as they are sent, and as they are stored. */
@Singleton
class RuleReader {

    private final ObjectReader reader = StrictJson.mapper().readerFor(RuleBody.class)
            .with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private final ObjectWriter writer = StrictJson.mapper().writerFor(RuleBody.class);

    /**
     * What was sent.
     *
     * @throws ProblemException 400 for what is no JSON, 422 for fields that are unknown or of the wrong type
     */
    RuleBody body(byte[] json) {
        try {
            RuleBody body = json == null || json.length == 0 ? null : reader.readValue(json);
            if (body == null) {
                throw ProblemException.badRequest("The request has no body.");
            }
            return body;
        } catch (JsonProcessingException e) {
            throw JsonProblems.from(e);
        } catch (IOException e) {
            throw ProblemException.badRequest("The body is not UTF-8 text.");
        }
    }

    /** What was stored; a rule that an earlier version took and this one does not fails. */
    Rule stored(String definition) {
        Findings findings = new Findings();
        try {
            Rule rule = Rule.read(reader.readValue(definition), findings);
            findings.refuse();
            return rule;
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is stored. */
    String definition(RuleBody body) {
        try {
            return writer.writeValueAsString(body.withoutWebhooks());
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
