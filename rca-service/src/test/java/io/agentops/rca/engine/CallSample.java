package io.agentops.rca.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.agentops.contract.run.ToolCall;
import io.agentops.contract.run.ToolCallBuilder;

/** A tool call in the making. */
record CallSample(String id, String tool, String step, String status, String args, String result, String errorClass,
        String error,
        Integer code, Integer retries) {

    private static final ObjectMapper JSON = new ObjectMapper();

    static CallSample call(String id, String tool) {
        return new CallSample(id, tool, null, null, null, null, null, null, null, null);
    }

    CallSample in(String stepId) {
        return new CallSample(id, tool, stepId, status, args, result, errorClass, error, code, retries);
    }

    CallSample args(String json) {
        return new CallSample(id, tool, step, status, json, result, errorClass, error, code, retries);
    }

    CallSample answered(String text) {
        return new CallSample(id, tool, step, "success", args, text, errorClass, error, code, retries);
    }

    CallSample failed(String message) {
        return new CallSample(id, tool, step, "failure", args, result, errorClass, message, code, retries);
    }

    CallSample as(String kind) {
        return new CallSample(id, tool, step, status, args, result, kind, error, code, retries);
    }

    CallSample code(int status) {
        return new CallSample(id, tool, step, this.status, args, result, errorClass, error, status, retries);
    }

    CallSample retried(int times) {
        return new CallSample(id, tool, step, status, args, result, errorClass, error, code, times);
    }

    ToolCall build() {
        return ToolCallBuilder.builder().callId(id).stepId(step).toolName(tool).status(status).argsJson(json(args))
                .resultSummary(result).errorClass(errorClass).errorMessage(error).statusCode(code).retries(retries)
                .build();
    }

    static JsonNode json(String text) {
        try {
            return text == null ? null : JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
