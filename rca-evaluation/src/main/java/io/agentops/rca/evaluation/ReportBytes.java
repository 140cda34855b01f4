package io.agentops.rca.evaluation;

import java.io.UncheckedIOException;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.agentops.contract.rca.RcaReport;

/** Reports as they are sent. Nothing is sorted here: an order that is not the same everywhere has to show. */
final class ReportBytes {

    private static final ObjectMapper JSON = new ObjectMapper();

    private ReportBytes() {}

    static byte[] of(RcaReport report) {
        try {
            return JSON.writeValueAsBytes(report);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode tree(RcaReport report) {
        return JSON.valueToTree(report);
    }
}
