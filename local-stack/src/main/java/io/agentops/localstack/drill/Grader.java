package io.agentops.localstack.drill;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.agentops.localstack.PlatformApi;

/** Waits for a run and for its analysis, and compares both with what the drill knows. */
final class Grader {

    private static final Duration RUN = Duration.ofSeconds(30);
    private static final Duration REPORT = Duration.ofSeconds(45);

    private final PlatformApi platform;

    Grader(PlatformApi platform) {
        this.platform = platform;
    }

    /**
     * Grades a run.
     *
     * @param tool whose call met the fault, or would have
     * @param faultId of the fault; of a control any that is in no run
     */
    Grade grade(String runId, String tool, String faultId) throws InterruptedException {
        if (runId.isEmpty()) {
            return new Grade(runId, "", "", false, 0, List.of());
        }
        Optional<JsonNode> run = Waiting.forAnswer(RUN, () -> complete(runId));
        if (run.isEmpty()) {
            return new Grade(runId, "", "", false, 0, List.of());
        }
        JsonNode report = report(runId).orElse(JsonNodeFactory.instance.objectNode());
        List<String> leaks = LeakCheck.search(faultId, stored(runId, run.get(), report));
        return new Grade(runId, run.get().path("status").asText(), report.path("category").asText(),
                !report.path("hypotheses").isEmpty(), place(runId, tool, report), leaks);
    }

    /** The run, once it has ended and its calls have come, which agents tell in a message of their own. */
    private Optional<JsonNode> complete(String runId) {
        JsonNode run = platform.get(PlatformApi.path("/agent-runs/", runId, "")).json();
        boolean ended = run.hasNonNull("ended_at") && !"running".equals(run.path("status").asText());
        return ended && run.path("tool_calls").asInt() > 0 ? Optional.of(run) : Optional.empty();
    }

    private Optional<JsonNode> report(String runId) throws InterruptedException {
        String path = PlatformApi.path("/agent-runs/", runId, "/rca-runs");
        String id = platform.post(path, JsonNodeFactory.instance.objectNode()).json().path("rca_run_id").asText();
        return Waiting.forAnswer(REPORT, () -> {
            JsonNode rca = platform.get("/agent-runs/rca-runs/" + id).json();
            return "done".equals(rca.path("status").asText()) ? Optional.of(rca.path("report")) : Optional.empty();
        });
    }

    /** All that can be read of a run, its trace and its report. */
    private List<String> stored(String runId, JsonNode run, JsonNode report) {
        Stream<String> pages = Stream.of(PlatformApi.path("/agent-runs/", runId, "/timeline"),
                PlatformApi.path("/v1/runs/", runId, ""), PlatformApi.path("/v1/runs/", runId, "/steps"),
                PlatformApi.path("/v1/runs/", runId, "/failures"), PlatformApi.path("/v1/runs/", runId, "/waterfall"),
                PlatformApi.path("/v1/runs/", runId, "/graph"),
                PlatformApi.path("/v1/traces/", run.path("trace_id").asText("none"), ""),
                PlatformApi.path("/v1/traces/", run.path("trace_id").asText("none"), "/spans"));
        return Stream.concat(Stream.of(run.toString(), report.toString()),
                pages.map(page -> platform.get(page).text())).toList();
    }

    private int place(String runId, String tool, JsonNode report) {
        Set<String> guilty = guilty(runId, tool);
        int place = 0;
        for (JsonNode suspect : report.path("suspects")) {
            place++;
            if (guilty.contains("call " + suspect.path("call_id").asText())
                    || guilty.contains("step " + suspect.path("step_id").asText())) {
                return place;
            }
        }
        return 0;
    }

    /** The calls of the tool, and the steps that they are in. */
    private Set<String> guilty(String runId, String tool) {
        Set<String> guilty = new HashSet<>();
        for (JsonNode item : platform.get(PlatformApi.path("/agent-runs/", runId, "/timeline")).json().path("items")) {
            if ("tool_call".equals(item.path("kind").asText()) && tool.equals(item.path("name").asText())) {
                guilty.add("call " + item.path("id").asText());
                if (item.hasNonNull("parent_step_id")) {
                    guilty.add("step " + item.path("parent_step_id").asText());
                }
            }
        }
        return guilty;
    }
}
