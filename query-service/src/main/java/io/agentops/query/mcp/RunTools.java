package io.agentops.query.mcp;

import jakarta.inject.Singleton;

import io.agentops.query.failures.FailureResource;
import io.agentops.query.outline.RunFilter;
import io.agentops.query.outline.RunOutlineResource;
import io.quarkiverse.mcp.server.RawMessage;
import io.quarkiverse.mcp.server.Tool;
import io.quarkiverse.mcp.server.Tool.Annotations;
import io.quarkiverse.mcp.server.Tool.InputSchema;
import io.quarkiverse.mcp.server.ToolResponse;
import io.smallrye.mutiny.Uni;

/** Tools that find runs and what went wrong in them. They ask what answers over HTTP, so that both say and refuse the same. */
@Singleton
class RunTools {

    private final Answers answers;
    private final RunOutlineResource runs;
    private final FailureResource failures;

    RunTools(Answers answers, RunOutlineResource runs, FailureResource failures) {
        this.answers = answers;
        this.runs = runs;
        this.failures = failures;
    }

    @Tool(name = "list_runs", title = "Find runs", description = """
            Runs of agents, those that started last first, at most 50 a page: id, agent, version, environment, status, times, \
            latency_ms (milliseconds), error_type, conversation and parent. Use it to find runs by what they did or how they ended; \
            use get_stats to count them. A next_cursor that is not null says that there are more. \
            """
            + Texts.DATA, annotations = @Annotations(title = "Find runs", readOnlyHint = true, destructiveHint = false, idempotentHint = true, openWorldHint = false), inputSchema = @InputSchema(generator = ToolInputs.class))
    Uni<ToolResponse> list(RawMessage call) {
        return answers.page(ToolInputs.LIST_RUNS, call,
                (arguments, limit) -> runs.runs(RunFilter.of(arguments::get), limit, arguments.get("cursor")));
    }

    @Tool(name = "get_run", title = "One run", description = """
            One run without content: agent, version, environment, status, times, latency_ms (milliseconds), how many steps, failures \
            and tool calls it has, its tokens and its cost in US dollars, and, where it is running and silent for long, since when and \
            on which step. Use it when you have a run_id. \
            """
            + Texts.DATA, annotations = @Annotations(title = "One run", readOnlyHint = true, destructiveHint = false, idempotentHint = true, openWorldHint = false), inputSchema = @InputSchema(generator = ToolInputs.class))
    Uni<ToolResponse> run(RawMessage call) {
        return answers.one(ToolInputs.GET_RUN, call, arguments -> runs.run(arguments.id("run_id")));
    }

    @Tool(name = "list_failures_of_run", title = "What went wrong in a run", description = """
            A run's failures by their ids, at most 50 a page: failure_type (tool, model, retrieval or orchestration), failure_code, \
            the step, and a message of one line where the run told one. Use it after a run of status failure or partial; use get_rca \
            to learn which of them is the cause. \
            """
            + Texts.DATA, annotations = @Annotations(title = "What went wrong in a run", readOnlyHint = true, destructiveHint = false, idempotentHint = true, openWorldHint = false), inputSchema = @InputSchema(generator = ToolInputs.class))
    Uni<ToolResponse> failures(RawMessage call) {
        return answers.page(ToolInputs.LIST_FAILURES, call,
                (arguments, limit) -> failures.ofRun(arguments.id("run_id"), limit, arguments.get("cursor")));
    }
}
