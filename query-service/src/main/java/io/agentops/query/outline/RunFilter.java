package io.agentops.query.outline;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

import jakarta.ws.rs.QueryParam;

import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;

import io.agentops.contract.run.RunStatus;
import io.agentops.http.Parameters;
import io.agentops.http.ProblemException;
import io.agentops.query.search.Search;
import io.agentops.query.search.Window;
import io.vertx.core.json.JsonArray;

/** Which runs a list shows, as its caller asked: those that every parameter fits. */
public class RunFilter {

    /** Characters of a label. */
    public static final int LABEL_LENGTH = 500;
    /** What {@code status} may be. */
    public static final List<String> STATUSES = Arrays.stream(RunStatus.values()).map(RunStatus::wireName).toList();
    /** What {@code failure_type} may be. */
    public static final List<String> FAILURE_TYPES = List.of("tool", "model", "retrieval", "orchestration");

    /** Characters of {@code q}. */
    public static final int SEARCH_LENGTH = 2000;

    private static final int FINGERPRINT_BYTES = 6;
    private static final Set<String> NAMES = Set.of("agent_id", "agent_version", "status", "environment",
            "conversation_id", "parent_run_id", "model", "failure_type", "failure_code", "tool", "from", "to", "hung",
            "q");

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

    @QueryParam("conversation_id")
    @Parameter(description = "Runs of this conversation")
    String conversationId;

    @QueryParam("parent_run_id")
    @Parameter(description = "Runs that this run started")
    String parentRunId;

    @QueryParam("model")
    @Parameter(description = "A model the run or one of its steps used")
    String model;

    @QueryParam("failure_type")
    @Parameter(description = "tool, model, retrieval or orchestration; with failure_code, of the same failure")
    String failureType;

    @QueryParam("failure_code")
    String failureCode;

    @QueryParam("tool")
    @Parameter(description = "A tool the run called")
    String tool;

    @QueryParam("from")
    @Parameter(description = "Runs that started then or later, as an RFC 3339 time")
    String from;

    @QueryParam("to")
    @Parameter(description = "Runs that started before then, as an RFC 3339 time")
    String to;

    @QueryParam("q")
    @Parameter(description = "A search, as agent:billing status:failure tool:search latency:>2s error:\"timed out\" version:2.*")
    String q;

    @QueryParam("hung")
    @Parameter(description = "true: only runs that are running and silent for long; false: all others")
    String hung;

    /**
     * The filter of a caller that has its parameters otherwise than in a query.
     *
     * @param parameters what the parameter of a name is; null where it is not given
     */
    public static RunFilter of(UnaryOperator<String> parameters) {
        RunFilter filter = new RunFilter();
        filter.agentId = parameters.apply("agent_id");
        filter.agentVersion = parameters.apply("agent_version");
        filter.status = parameters.apply("status");
        filter.environment = parameters.apply("environment");
        filter.conversationId = parameters.apply("conversation_id");
        filter.parentRunId = parameters.apply("parent_run_id");
        filter.model = parameters.apply("model");
        filter.failureType = parameters.apply("failure_type");
        filter.failureCode = parameters.apply("failure_code");
        filter.tool = parameters.apply("tool");
        filter.from = parameters.apply("from");
        filter.to = parameters.apply("to");
        filter.q = parameters.apply("q");
        filter.hung = parameters.apply("hung");
        return filter;
    }

    /**
     * A condition that is not understood must not seem to fit every run.
     *
     * @param own names of the parameters an endpoint has beside the filter
     * @throws ProblemException 422 for the first name, in their order, that is neither
     */
    public static void refuseUnknown(Set<String> names, Set<String> own) {
        Set<String> known = new HashSet<>(NAMES);
        known.addAll(own);
        refuseUnknown(names, known, "list");
    }

    /**
     * The same for an endpoint that has parameters of its own alone.
     *
     * @param what they are parameters of
     */
    public static void refuseUnknown(Set<String> names, Set<String> known, String what) {
        names.stream().filter(name -> !known.contains(name)).sorted().findFirst().ifPresent(name -> {
            throw ProblemException.invalid("/" + name.replace("~", "~0").replace("/", "~1"),
                    "is not a parameter of this " + what);
        });
    }

    /**
     * The runs that are meant. A search, or a condition on what belongs to a run, looks at a window of time only, since few or
     * none of all runs may fit.
     *
     * @param bounded whether to look at a window in any case
     * @throws ProblemException 422 for a parameter no run could fit
     */
    public RunSelection select(String projectId, boolean bounded) {
        RunSelection selection = new RunSelection(projectId, fingerprint());
        selection.equal("r.agent_name", label("agent_id", agentId));
        selection.equal("r.agent_version", label("agent_version", agentVersion));
        selection.equal("r.environment", label("environment", environment));
        selection.equal("r.status", Parameters.oneOf("status", status, STATUSES));
        selection.equal("r.conversation_id", label("conversation_id", conversationId));
        selection.equal("r.parent_run_id", label("parent_run_id", parentRunId));
        Parameters.flag("hung", hung).ifPresent(selection::hung);
        List<String> facets = facets();
        facets.forEach(selection::facet);
        Optional<Search> search = Parameters.text("q", q, SEARCH_LENGTH).map(Search::parse);
        started(selection, bounded || search.isPresent() || !facets.isEmpty());
        search.ifPresent(selection::search);
        return selection;
    }

    private List<String> facets() {
        List<String> facets = new ArrayList<>();
        label("model", model).ifPresent(name -> facets.add("model:" + name));
        label("tool", tool).ifPresent(name -> facets.add("tool:" + name));
        Optional<String> type = Parameters.oneOf("failure_type", failureType, FAILURE_TYPES);
        Optional<String> code = label("failure_code", failureCode);
        if (type.isPresent() && code.isPresent()) {
            facets.add("failure:" + type.get() + "/" + code.get());
        } else {
            type.ifPresent(name -> facets.add("failure_type:" + name));
            code.ifPresent(name -> facets.add("failure_code:" + name));
        }
        return facets;
    }

    private void started(RunSelection selection, boolean bounded) {
        Optional<Instant> earliest = Parameters.time("from", from);
        Optional<Instant> end = Parameters.time("to", to);
        if (earliest.isPresent() && end.isPresent() && end.get().isBefore(earliest.get())) {
            throw ProblemException.invalid("/to", "must not be before from");
        }
        if (bounded) {
            selection.from(Window.of(earliest, end, Instant.now()).from());
        } else {
            earliest.ifPresent(selection::from);
        }
        end.ifPresent(selection::to);
    }

    /** A short digest of what was asked, equal for equal parameters. */
    private String fingerprint() {
        String asked = new JsonArray(Arrays.asList(agentId, agentVersion, status, environment, conversationId,
                parentRunId, model, failureType, failureCode, tool, from, to, hung, q)).encode();
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(asked.getBytes(UTF_8));
            return HexFormat.of().formatHex(digest, 0, FINGERPRINT_BYTES);
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }

    private static Optional<String> label(String name, String value) {
        return Parameters.text(name, value, LABEL_LENGTH);
    }
}
