package io.agentops.benchmarks.faults;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

/** Sends all messages in one request, one a line. */
record BulkSender(Client client, Tally answers) implements Sender {

    private static final String NAME = "bulk";

    @Override
    public List<Sample.Message> attempt(List<Sample.Message> messages) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (Sample.Message message : messages) {
            body.writeBytes(message.body());
            body.write('\n');
        }
        Client.Answer answer = client.post(NAME, "/agent-runs/bulk", "application/x-ndjson", body.toByteArray());
        if (!answer.isSuccess()) {
            return messages;
        }
        List<Sample.Message> left = new ArrayList<>();
        for (JsonNode line : Json.read(answer.body()).get("results")) {
            if (line.get("status").textValue().equals("rejected")) {
                answers.count(NAME, line.path("retryable").asBoolean() ? "line to retry" : "line refused");
                left.add(messages.get(line.get("line").intValue() - 1));
            }
        }
        return left;
    }
}
