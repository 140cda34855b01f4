package io.agentops.sdk;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Map;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;

/** Writes a message about one run in the privacy-first form, on one line. */
final class RunJson {

    private static final double MICROS_PER_MILLI = 1e3;

    private final JsonFactory json;
    private final Settings settings;

    RunJson(JsonFactory json, Settings settings) {
        this.json = json;
        this.settings = settings;
    }

    byte[] line(Run run, Collection<Report.StepEnded> steps, Collection<Report.Failed> failures) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator out = json.createGenerator(bytes)) {
            out.writeStartObject();
            header(out, run);
            out.writeArrayFieldStart("steps");
            for (Report.StepEnded step : steps) {
                step(out, step);
            }
            out.writeEndArray();
            out.writeArrayFieldStart("failures");
            for (Report.Failed failure : failures) {
                failure(out, failure);
            }
            out.writeEndArray();
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written", e);
        }
        bytes.write('\n');
        return bytes.toByteArray();
    }

    private void header(JsonGenerator out, Run run) throws IOException {
        Run.State state = run.state();
        out.writeStringField("run_id", run.runId());
        out.writeStringField("agent_id", settings.agentId());
        out.writeStringField("agent_version", settings.agentVersion());
        if (settings.environment() != null) {
            out.writeStringField("environment", settings.environment());
        }
        out.writeStringField("status", state.status());
        out.writeStringField("started_at", run.time(0));
        if (state.ended()) {
            out.writeStringField("ended_at", run.time(state.endedAt()));
        }
    }

    private static void step(JsonGenerator out, Report.StepEnded step) throws IOException {
        out.writeStartObject();
        out.writeStringField("step_id", step.stepId());
        out.writeNumberField("seq", step.seq());
        out.writeStringField("step_type", step.type().wireName());
        out.writeStringField("name", step.name());
        if (step.status() != null) {
            out.writeStringField("status", step.status());
        }
        out.writeStringField("started_at", step.run().time(step.startedAt()));
        out.writeStringField("ended_at", step.run().time(step.endedAt()));
        long micros = (step.endedAt() - step.startedAt()) / 1_000;
        out.writeNumberField("latency_ms", micros / MICROS_PER_MILLI);
        metadata(out, step.metadata());
        out.writeEndObject();
    }

    private static void metadata(JsonGenerator out, Map<String, Object> metadata) throws IOException {
        out.writeObjectFieldStart("metadata");
        for (Map.Entry<String, Object> entry : metadata.entrySet()) {
            out.writeFieldName(entry.getKey());
            if (entry.getValue() instanceof Long number) {
                out.writeNumber(number);
            } else if (entry.getValue() instanceof Double number) {
                out.writeNumber(number);
            } else if (entry.getValue() instanceof Boolean flag) {
                out.writeBoolean(flag);
            } else {
                out.writeString((String) entry.getValue());
            }
        }
        out.writeEndObject();
    }

    private static void failure(JsonGenerator out, Report.Failed failure) throws IOException {
        out.writeStartObject();
        out.writeStringField("failure_id", failure.failureId());
        out.writeStringField("failure_type", failure.type().wireName());
        out.writeStringField("failure_code", failure.code());
        if (failure.message() != null) {
            out.writeStringField("message", failure.message());
        }
        if (failure.stepId() != null) {
            out.writeStringField("step_id", failure.stepId());
        }
        out.writeEndObject();
    }
}
