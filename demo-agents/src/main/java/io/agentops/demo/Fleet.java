package io.agentops.demo;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

import io.agentops.demo.DemoSettings.Addresses;
import io.agentops.demo.DemoSettings.Part;
import io.agentops.demo.DemoSettings.Ports;
import io.agentops.demo.calls.CallLimits;
import io.agentops.demo.calls.Toolbox;
import io.agentops.demo.chat.ChatServer;
import io.agentops.demo.chat.ChatTools;
import io.agentops.demo.http.JsonClient;
import io.agentops.demo.model.Model;
import io.agentops.demo.summary.SummaryServer;
import io.agentops.demo.tools.ToolServer;
import io.agentops.demo.traffic.Traffic;

/**
 * The parts of the demo that this process serves, each on its own port. One process is enough for all of them; they talk
 * over HTTP all the same, so that they can as well be processes of their own.
 */
final class Fleet implements AutoCloseable {

    private final Deque<AutoCloseable> running = new ArrayDeque<>();
    private final JsonClient client = new JsonClient();

    /** Starts what the settings name; when one part cannot start, the others are ended. */
    Fleet(DemoSettings settings) {
        running.push(client);
        try {
            start(settings);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private void start(DemoSettings settings) {
        Ports ports = settings.ports();
        Addresses at = settings.at();
        Optional<Model> model = settings.model()
                .map(endpoint -> new Model(client, endpoint.url(), endpoint.key(), endpoint.name()));
        if (settings.parts().contains(Part.TOOLS)) {
            running.push(new ToolServer(ports.host(), ports.tools(), settings.toolRate()));
        }
        if (settings.parts().contains(Part.SUMMARY)) {
            running.push(new SummaryServer(ports.host(), ports.summary(), settings.summary(),
                    new Toolbox(client, at.summaryTools(), settings.limits(), true), model, settings.runTime()));
        }
        if (settings.parts().contains(Part.CHAT)) {
            // A hand-over takes as long as a run, and is not repeated: the summary agent repeats its own calls.
            CallLimits handOver = new CallLimits(settings.runTime(), 1, settings.limits().firstPause());
            ChatTools tools = new ChatTools(new Toolbox(client, at.chatTools(), settings.limits(), true),
                    new Toolbox(client, at.handOver(), handOver, false), model);
            running.push(new ChatServer(ports.host(), ports.chat(), settings.chat(), client, tools,
                    settings.runTime()));
        }
        if (settings.parts().contains(Part.TRAFFIC)) {
            running.push(new Traffic(client, at.chatUsers(), at.summaryUsers(), settings.pause(), settings.seed()));
        }
    }

    /** Ends users first, then agents, then tools. */
    @Override
    public void close() {
        while (!running.isEmpty()) {
            try {
                running.pop().close();
            } catch (Exception e) {
                System.getLogger(Fleet.class.getName()).log(System.Logger.Level.WARNING, "A part did not end well", e);
            }
        }
    }
}
