package io.agentops.benchmarks.faults;

import java.util.List;

/**
 * Sends one message a request.
 *
 * @param name under which answers are counted
 */
record HttpSender(Client client, String name, String path) implements Sender {

    @Override
    public List<Sample.Message> attempt(List<Sample.Message> messages) {
        return messages.stream()
                .filter(message -> !client.post(name, path, "application/json", message.body()).isSuccess()).toList();
    }
}
