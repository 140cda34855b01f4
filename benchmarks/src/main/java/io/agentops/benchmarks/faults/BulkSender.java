package io.agentops.benchmarks.faults;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

/** Sends all messages in one request, one a line. None of them is wrong, so that none may be refused for good. */
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
                if (!line.path("retryable").asBoolean()) {
                    throw new IllegalStateException("a line was refused: " + line);
                }
                answers.count(NAME, "line to retry");
                left.add(messages.get(line.get("line").intValue() - 1));
            }
        }
        return left;
    }
}
