package io.agentops.demo.summary;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.agentops.demo.Identity;
import io.agentops.demo.calls.ToolFault;
import io.agentops.demo.calls.Toolbox;
import io.agentops.demo.http.Json;
import io.agentops.demo.http.JsonServer;
import io.agentops.demo.http.Reply;
import io.agentops.demo.http.Request;
import io.agentops.demo.model.Model;

/**
 * Serves the summary agent: {@code POST /summaries} takes {@code document_ids} or a {@code topic}. What a tool refused is
 * refused with the same status; that a tool failed the agent is 502, or 504 where it was too slow.
 */
public final class SummaryServer implements AutoCloseable {

    private final SummaryAgent agent;
    private final JsonServer server;

    /**
     * Starts to serve.
     *
     * @param tools where its tools are
     * @param runTime in which a run has to be done
     */
    public SummaryServer(String host, int port, Identity identity, Toolbox tools, Optional<Model> model,
            Duration runTime) {
        agent = new SummaryAgent(identity, tools, model, runTime);
        server = new JsonServer(identity.name(), host, port, Map.of(
                "GET /health", request -> Reply.ok(Json.object().put("status", "UP").put("agent", identity.name())),
                "POST /summaries", this::summarise));
    }

    private Reply summarise(Request request) throws InterruptedException {
        SummaryAgent.Done done = agent.summarise(SummaryRequest.of(request));
        Summary summary = done.summary();
        ObjectNode body = Json.object().put("run_id", done.runId());
        if (summary.fault().isPresent()) {
            ToolFault fault = summary.fault().get();
            return Reply.of(status(fault), body.put("detail", fault.message()).put("error_type", fault.errorClass()));
        }
        summary.sources().forEach(body.putArray("sources")::add);
        return Reply.ok(body.put("summary", summary.text()));
    }

    private static int status(ToolFault fault) {
        if (fault.isRefusal()) {
            return fault.statusCode();
        }
        return ToolFault.TIMEOUT.equals(fault.errorClass()) ? 504 : 502;
    }

    public URI url() {
        return server.url();
    }

    /** Finishes what is under way, then sends what is left to report. */
    @Override
    public void close() {
        server.close();
        agent.close();
    }
}
