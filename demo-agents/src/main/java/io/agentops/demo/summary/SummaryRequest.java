package io.agentops.demo.summary;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

import com.fasterxml.jackson.databind.JsonNode;

import io.agentops.demo.http.HttpProblem;
import io.agentops.demo.http.Request;

/**
 * What is to be summarised.
 *
 * @param documentIds the documents; none where a topic is given
 * @param topic null where documents are given
 * @param header finds the headers that carry the caller's trace
 */
record SummaryRequest(List<String> documentIds, String topic, String conversationId,
        Function<String, Optional<String>> header) {

    private static final int MOST_DOCUMENTS = 5;
    private static final int LONGEST = 200;

    /**
     * Reads a request.
     *
     * @throws HttpProblem 422 when it has neither documents nor a topic, or too many
     */
    static SummaryRequest of(Request request) {
        String conversation = request.optionalText("conversation_id", LONGEST)
                .orElseGet(() -> UUID.randomUUID().toString());
        if (!request.body().hasNonNull("document_ids")) {
            return new SummaryRequest(List.of(), request.text("topic", LONGEST), conversation, request.header());
        }
        JsonNode ids = request.body().get("document_ids");
        List<String> documents = new ArrayList<>();
        ids.forEach(id -> documents.add(id.textValue()));
        if (documents.isEmpty() || documents.size() > MOST_DOCUMENTS || documents.contains(null)) {
            throw HttpProblem.invalid("The request is well-formed JSON but invalid.", List.of(
                    new HttpProblem.FieldError("/document_ids", "must be a list of 1 to " + MOST_DOCUMENTS + " ids")));
        }
        return new SummaryRequest(List.copyOf(documents), null, conversation, request.header());
    }

    String words() {
        return topic == null ? "Summarise " + String.join(", ", documentIds) : "Summarise " + topic;
    }
}
