package io.agentops.rca.engine;

import static io.agentops.rca.engine.CallSample.call;
import static io.agentops.rca.engine.RunSample.failed;
import static io.agentops.rca.engine.RunSample.succeeded;
import static io.agentops.rca.engine.Samples.report;
import static io.agentops.rca.engine.Samples.version;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.agentops.contract.rca.RcaReport;
import io.agentops.contract.run.AgentRun;
import io.agentops.contract.run.AgentRunBuilder;
import io.agentops.contract.run.RunStatus;
import io.agentops.contract.run.Step;
import io.agentops.contract.run.StepBuilder;
import io.agentops.rca.engine.VersionHistory.ToolRate;
import io.agentops.rca.history.Rate;

/** That something was looked for in vain is said only where all of it was looked at. */
class CoverageTest {

    private static final String LOOP = "Looked for retries of three or more";
    private static final String SCHEMA = "Looked for arguments that break the tool's own schema";
    private static final String VERSION = "Looked for more failures since the agent's version changed";

    private static List<String> startsOf(RcaReport report) {
        return report.checked().stream().map(words -> words.split("[,:]", 2)[0]).toList();
    }

    @Test
    void runThatSucceededIsNotSaidToHaveNoRetries() {
        RcaReport report = report(succeeded(
                call("c1", "book_room").args("{\"nights\":\"two\"}").answered("{\"b\":1}").retried(7))
                .tool("book_room", Samples.ROOM_SCHEMA).build());

        assertThat(startsOf(report)).contains("The run succeeded")
                .doesNotContain(LOOP, SCHEMA, "Looked for look-ups that succeeded with an empty result", VERSION);
    }

    @Test
    void stepErrorsOfARunThatSucceededAreNotSaidToHaveBeenRead() {
        AgentRun run = AgentRunBuilder.builder(succeeded().build())
                .steps(List.of(StepBuilder.builder().stepId("s1").errorMessage("status 429").build())).build();

        assertThat(report(run).checked()).hasSize(1);
    }

    @Test
    void callsThatWereGotPastAreNotChecked() {
        RcaReport report = report(
                failed(call("c1", "book_room").args("{\"nights\":\"two\"}").failed("the hotel is full"),
                        call("c2", "book_room").args("{\"nights\":2}").answered("{\"b\":1}"))
                        .tool("book_room", Samples.ROOM_SCHEMA).build());

        assertThat(startsOf(report)).contains(LOOP).doesNotContain(SCHEMA);
    }

    @Test
    void whatIsBeyondABoundIsAGap() {
        RcaReport complaints = report(failed(IntStream.range(0, 501)
                .mapToObj(i -> call("c" + i, "tool_" + "ab".repeat(i)).failed("x" + "y".repeat(i)).args("{}"))
                .toArray(CallSample[]::new)).build());
        RunSample many = failed(call("c1", "tool_1").args("{}").failed("the hotel is full"));
        IntStream.range(0, 1001).forEach(i -> many.tool("tool_" + i, "{}"));
        List<Step> steps = IntStream.range(0, 201)
                .mapToObj(i -> StepBuilder.builder().stepId("s" + i).errorMessage("the hotel is full").build())
                .toList();

        assertThat(complaints.dataGaps()).contains(
                "Only 500 different complaints were read: what went wrong in 1 more places is not known.");
        assertThat(startsOf(complaints)).noneMatch(words -> words.contains("status 429"));
        assertThat(report(many.build()).dataGaps())
                .contains("Arguments were checked against the schemas of the first 1000 tools only.");
        assertThat(startsOf(report(many.build()))).doesNotContain(SCHEMA);
        assertThat(report(AgentRunBuilder.builder(failed().build()).steps(steps).build()).dataGaps())
                .contains("Only the first 200 errors of steps were read.");
    }

    @Test
    void versionThatGotWorseWithItsToolsIsSaidToHave() {
        RcaReport report = report(Samples.regressed().build(), new VersionHistory(
                version("v2", 30, 100, new ToolRate("book_room", new Rate(40, 100))),
                version("v1", 6, 200, new ToolRate("book_room", new Rate(4, 200))), false));

        assertThat(report.checked()).filteredOn(words -> words.startsWith(VERSION)).containsExactly(
                "Looked for more failures since the agent's version changed, while its tools fail no more than before:"
                        + " runs fail more often, and so does a tool or model; the version is not claimed as the cause.");
    }

    @Test
    void versionOfAPartialRunIsNotTested() {
        AgentRun partial = AgentRunBuilder.builder(Samples.regressed().build()).status(RunStatus.PARTIAL).build();

        assertThat(startsOf(report(partial, Samples.worseVersion()))).contains(LOOP).doesNotContain(VERSION);
    }

    @Test
    void runThatStillGoesOnHasNoCauseAndNothingIsRuledOut() {
        RcaReport report = report(AgentRunBuilder.builder(Samples.repeatedCall().build()).status(RunStatus.RUNNING)
                .build());

        assertThat(report.hypotheses()).isEmpty();
        assertThat(report.suspects()).isEmpty();
        assertThat(report.checked()).isEmpty();
        assertThat(report.insufficientEvidence()).isFalse();
        assertThat(report.dataGaps())
                .contains("The run still goes on: what became of it is not known, and no cause is claimed.");
    }
}
