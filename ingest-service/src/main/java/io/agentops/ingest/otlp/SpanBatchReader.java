package io.agentops.ingest.otlp;

import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Set;

import jakarta.inject.Singleton;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectReader;

import io.agentops.contract.trace.SpanBatch;
import io.agentops.ingest.runs.RunFormat;
import io.agentops.ingest.runs.StrictJson;

/** Decodes and validates a record of spans. Its producer may have passed no door, so that every rule is checked again. */
@Singleton
public class SpanBatchReader {

    /** All fields of a record. Every other name is the reporter's and may hold content, which reasons must not. */
    static final Set<String> FIELDS = Set.of("attributes", "ended_at", "events", "kind", "name", "parent_span_id",
            "remote_parent", "resource", "resources", "scope", "span_id", "spans", "started_at", "status",
            "status_message", "time",
            "trace_id");

    private final ObjectReader reader = StrictJson.mapper().readerFor(SpanBatch.class);
    private final Clock clock = Clock.systemUTC();

    SpanBatchReader() {}

    /** Reads one record's value; never throws for anything the bytes may hold. */
    public SpanBatchReading read(byte[] json) {
        SpanBatch batch;
        try (JsonParser parser = reader.getFactory().createParser(json)) {
            batch = reader.readValue(parser);
            if (parser.nextToken() != null) {
                return new SpanBatchReading.Refused("The record holds more than one JSON value.");
            }
        } catch (JsonMappingException e) {
            return new SpanBatchReading.Refused(words(e));
        } catch (JsonProcessingException e) {
            return new SpanBatchReading.Refused(malformed(e));
        } catch (IOException e) {
            return new SpanBatchReading.Refused("The record is not UTF-8 text.");
        }
        if (batch == null) {
            return new SpanBatchReading.Refused("The record must be a JSON object.");
        }
        List<String> flaws = new SpanBatchRules(clock.instant().plus(RunFormat.CLOCK_SKEW_OF_RECORDS)).check(batch);
        return flaws.isEmpty()
                ? new SpanBatchReading.Valid(batch)
                : new SpanBatchReading.Refused(String.join("; ", flaws));
    }

    private static String words(JsonMappingException e) {
        if (e.getCause() instanceof JsonProcessingException cause && !(cause instanceof JsonMappingException)) {
            return malformed(cause);
        }
        StringBuilder pointer = new StringBuilder();
        for (JsonMappingException.Reference at : e.getPath()) {
            pointer.append('/').append(segment(at));
        }
        return pointer.isEmpty()
                ? "The record must be a JSON object."
                : pointer + " is of the wrong type";
    }

    private static String segment(JsonMappingException.Reference at) {
        if (at.getFieldName() == null) {
            return String.valueOf(at.getIndex());
        }
        return FIELDS.contains(at.getFieldName()) ? at.getFieldName() : "*";
    }

    private static String malformed(JsonProcessingException e) {
        JsonLocation at = e.getLocation();
        return "The record is not well-formed JSON%s.".formatted(
                at == null ? "" : " at line %d, column %d".formatted(at.getLineNr(), at.getColumnNr()));
    }
}
