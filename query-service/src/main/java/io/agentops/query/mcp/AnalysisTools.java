package io.agentops.query.mcp;

import java.util.List;

import jakarta.inject.Singleton;

import io.agentops.contract.rca.RcaStatus;
import io.agentops.http.ProblemException;
import io.agentops.query.diff.DiffResource;
import io.agentops.query.graph.GraphResource;
import io.agentops.query.rca.RcaRunResource;
import io.agentops.query.rca.RcaRunView;
import io.agentops.query.waterfall.WaterfallResource;
import io.quarkiverse.mcp.server.RawMessage;
import io.quarkiverse.mcp.server.Tool;
import io.quarkiverse.mcp.server.Tool.Annotations;
import io.quarkiverse.mcp.server.Tool.InputSchema;
import io.quarkiverse.mcp.server.ToolResponse;
import io.smallrye.mutiny.Uni;

/** Tools that look into runs. They ask what answers over HTTP, so that both say and refuse the same. */
@Singleton
class AnalysisTools {

    private static final int MOST_NODES = 100;
    private static final int MOST_EDGES = 300;
    private static final String RCA_RUNS_LOOKED_AT = "50";

    private final Answers answers;
    private final WaterfallResource waterfalls;
    private final GraphResource graphs;
    private final DiffResource diffs;
    private final RcaRunResource rcaRuns;

    AnalysisTools(Answers answers, WaterfallResource waterfalls, GraphResource graphs, DiffResource diffs,
            RcaRunResource rcaRuns) {
        this.answers = answers;
        this.waterfalls = waterfalls;
        this.graphs = graphs;
        this.diffs = diffs;
        this.rcaRuns = rcaRuns;
    }

    @Tool(name = "get_timeline", title = "Where a run's time went", description = """
            A run's steps and tool calls in the order of time, at most 50 a page, each with its offset_ms from the run's start, \
            duration_ms and critical_ms (milliseconds), its parent, status and retries; and for the whole run the critical path, which \
            names the steps and tools that bound the run's time, and the gaps in which nothing known ran. item_count says how many \
            items there are on all pages. Use it for slow runs, and to see what happened in which order. \
            """
            + Texts.DATA, annotations = @Annotations(title = "Where a run's time went", readOnlyHint = true, destructiveHint = false, idempotentHint = true, openWorldHint = false), inputSchema = @InputSchema(generator = ToolInputs.class))
    Uni<ToolResponse> timeline(RawMessage call) {
        return answers.page(ToolInputs.GET_TIMELINE, call, (arguments, limit) -> waterfalls
                .waterfall(arguments.id("run_id"), limit, arguments.get("cursor"), arguments.get("generic")));
    }

    @Tool(name = "get_run_graph", title = "Who called whom in a run", description = """
            A run summed up by names: agents, steps, tools and models as nodes with count, failures, retries, total_ms and self_ms \
            (milliseconds), and edges that say who called whom how often. At most 100 nodes and 300 edges, those that failed or occur \
            most first; node_count and edge_count say how many there are. Use it for runs with many steps or several agents. \
            """
            + Texts.DATA, annotations = @Annotations(title = "Who called whom in a run", readOnlyHint = true, destructiveHint = false, idempotentHint = true, openWorldHint = false), inputSchema = @InputSchema(generator = ToolInputs.class))
    Uni<ToolResponse> graph(RawMessage call) {
        return answers.one(ToolInputs.GET_GRAPH, call, arguments -> graphs.graph(arguments.id("run_id"),
                arguments.get("generic"), MOST_NODES, MOST_EDGES));
    }

    @Tool(name = "diff_runs", title = "What differs between two runs", description = """
            What differs between two runs: their own fields, and the steps and tool calls that only one of them has or that went \
            otherwise, at most 50 a page, with what changed of status, latency_ms (milliseconds), retries, model, tokens, cost and \
            failure codes. Use it to compare a run that failed with one of the same agent that went well. \
            """
            + Texts.DATA, annotations = @Annotations(title = "What differs between two runs", readOnlyHint = true, destructiveHint = false, idempotentHint = true, openWorldHint = false), inputSchema = @InputSchema(generator = ToolInputs.class))
    Uni<ToolResponse> diff(RawMessage call) {
        return answers.page(ToolInputs.DIFF_RUNS, call,
                (arguments, limit) -> diffs.diff(arguments.id("a"), arguments.id("b"), limit, arguments.get("cursor"),
                        arguments.get("latency_percent"), arguments.get("generic")));
    }

    @Tool(name = "get_rca", title = "Why a run failed", description = """
            The root cause analysis of a run: status, and in report its category, summary, evidence, suspects, confidence and what is \
            missing to be sure. Without rca_run_id it is the newest one that has a report, or else the newest. It only reads: a run \
            that was never analysed gives an error. Use it first for a run of status failure or partial. \
            """
            + Texts.DATA, annotations = @Annotations(title = "Why a run failed", readOnlyHint = true, destructiveHint = false, idempotentHint = true, openWorldHint = false), inputSchema = @InputSchema(generator = ToolInputs.class))
    Uni<ToolResponse> rca(RawMessage call) {
        return answers.one(ToolInputs.GET_RCA, call, arguments -> {
            String runId = arguments.id("run_id");
            String rcaRunId = arguments.get("rca_run_id");
            return rcaRunId == null
                    ? rcaRuns.ofRun(runId, RCA_RUNS_LOOKED_AT, null).chain(page -> newest(page.items()))
                    : rcaRuns.rcaRun(rcaRunId).map(found -> ofRun(found, runId));
        });
    }

    private Uni<RcaRunView> newest(List<RcaRunView> newestFirst) {
        RcaRunView shown = newestFirst.stream().filter(run -> run.status() == RcaStatus.DONE).findFirst()
                .or(() -> newestFirst.stream().findFirst())
                .orElseThrow(() -> ProblemException.notFound("No RCA run is known of this run."));
        return rcaRuns.rcaRun(shown.rcaRunId().toString());
    }

    private static RcaRunView ofRun(RcaRunView found, String runId) {
        if (!found.runId().equals(runId)) {
            throw ProblemException.notFound("No RCA run is known by this id.");
        }
        return found;
    }
}
