package io.agentops.query.tail;

import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

import jakarta.ws.rs.QueryParam;

import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;

import io.agentops.http.Parameters;
import io.agentops.query.outline.RunFilter;
import io.agentops.query.outline.RunItem;
import io.agentops.query.search.Search;

/** Which runs a client wants to hear of: those that every parameter fits. */
public class TailFilter {

    static final Set<String> NAMES = Set.of("agent_id", "agent_version", "status", "environment", "failure_type",
            "failure_code", "tool", "conversation_id", "parent_run_id", "model", "q");

    @QueryParam("agent_id")
    @Parameter(description = "The agent's id, which is its name in the full form")
    String agentId;

    @QueryParam("agent_version")
    String agentVersion;

    @QueryParam("status")
    @Parameter(description = "running, success, failure or partial")
    String status;

    @QueryParam("environment")
    String environment;

    @QueryParam("failure_type")
    @Parameter(description = "tool, model, retrieval or orchestration; with failure_code, of the same failure")
    String failureType;

    @QueryParam("failure_code")
    String failureCode;

    @QueryParam("tool")
    @Parameter(description = "A tool the run called")
    String tool;

    @QueryParam("conversation_id")
    String conversationId;

    @QueryParam("parent_run_id")
    @Parameter(description = "The run that began this one")
    String parentRunId;

    @QueryParam("model")
    @Parameter(description = "A model the run used")
    String model;

    @QueryParam("q")
    @Parameter(description = "A search, as GET /v1/runs takes it")
    String q;

    /**
     * Whether a run fits.
     *
     * @throws io.agentops.http.ProblemException 422 for a parameter no run could fit
     */
    Predicate<TailRun> predicate() {
        Predicate<TailRun> all = run -> true;
        all = all.and(equal(RunItem::agentId, label("agent_id", agentId)));
        all = all.and(equal(RunItem::agentVersion, label("agent_version", agentVersion)));
        all = all.and(equal(RunItem::environment, label("environment", environment)));
        all = all.and(equal(RunItem::status, Parameters.oneOf("status", status, RunFilter.STATUSES)));
        all = all.and(equal(RunItem::conversationId, label("conversation_id", conversationId)));
        all = all.and(equal(RunItem::parentRunId, label("parent_run_id", parentRunId)));
        all = all.and(facet(label("tool", tool).map("tool:"::concat)));
        all = all.and(facet(label("model", model).map("model:"::concat)));
        all = all.and(search());
        return all.and(facet(failure()));
    }

    private Predicate<TailRun> search() {
        return Parameters.text("q", q, RunFilter.SEARCH_LENGTH).map(Search::parse)
                .<Predicate<TailRun>>map(search -> run -> search.matches(run.searched())).orElse(run -> true);
    }

    private Optional<String> failure() {
        Optional<String> type = Parameters.oneOf("failure_type", failureType, RunFilter.FAILURE_TYPES);
        Optional<String> code = label("failure_code", failureCode);
        if (type.isPresent() && code.isPresent()) {
            return Optional.of("failure:" + type.get() + "/" + code.get());
        }
        return type.map("failure_type:"::concat).or(() -> code.map("failure_code:"::concat));
    }

    private static Predicate<TailRun> equal(Function<RunItem, String> value, Optional<String> wanted) {
        return wanted.<Predicate<TailRun>>map(text -> run -> text.equals(value.apply(run.item()))).orElse(run -> true);
    }

    private static Predicate<TailRun> facet(Optional<String> wanted) {
        return wanted.<Predicate<TailRun>>map(label -> run -> run.searched().facets().contains(label))
                .orElse(run -> true);
    }

    private static Optional<String> label(String name, String value) {
        return Parameters.text(name, value, RunFilter.LABEL_LENGTH);
    }
}
