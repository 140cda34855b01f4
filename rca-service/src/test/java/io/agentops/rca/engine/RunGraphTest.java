package io.agentops.rca.engine;

import static io.agentops.rca.engine.CallSample.call;
import static io.agentops.rca.engine.RunSample.failed;
import static io.agentops.rca.engine.SuspectSamples.colleagues;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.agentops.contract.rca.RcaReport;
import io.agentops.contract.rca.RcaReport.CausalLink;
import io.agentops.contract.rca.RcaReport.Relation;
import io.agentops.contract.rca.RcaReport.Suspect;
import io.agentops.contract.run.AgentRun;
import io.agentops.contract.run.AgentRunBuilder;
import io.agentops.contract.run.Step;
import io.agentops.contract.run.StepBuilder;

class RunGraphTest {

    private static final Duration BOUND = Duration.ofSeconds(60);

    @Test
    void theChainLeadsFromWhatFedTheFailureToTheRunsError() {
        AgentRun run = failed(call("c1", "find_guest").in("s1").answered("{\"guest\":\"guest-40117\"}"),
                call("c2", "charge").in("s2").args("{\"guest\":\"guest-40117\",\"sum\":12}").answered("{\"ok\":true}"))
                .says("s1", "find", null).says("s2", "charge", null).error("WrongGuest", "the bill went to a stranger")
                .build();

        RcaReport report = Samples.report(run);

        assertThat(report.suspects().get(0).stepId()).isEqualTo("s1");
        assertThat(report.causalChain()).containsExactly(
                new CausalLink("ev_tool_c1", "ev_tool_c2", Relation.FED, List.of("ev_tool_c1", "ev_tool_c2")),
                new CausalLink("ev_tool_c2", "ev_run_error_message", Relation.ENDED_IN,
                        List.of("ev_tool_c2", "ev_run_error_message")));
        HonestyTest.check(run, report);
    }

    @Test
    void aCallMadeAgainIsARetry() {
        RcaReport report = Samples.report(failed(call("c1", "pay").in("s1").args("{\"a\":1}").failed("jammed"),
                call("c2", "look").in("s2").args("{\"b\":2}").answered("{}"),
                call("c3", "pay").in("s3").args("{\"a\":1}").failed("jammed")).says("s1", "pay", null)
                .says("s2", "look", null).says("s3", "again", null).build());

        assertThat(report.causalChain()).extracting(CausalLink::relation).containsExactly(Relation.RETRIED);
        assertThat(report.causalChain().get(0).to()).isEqualTo("ev_tool_c3");
    }

    @Test
    void theChainHasAtMostEightLinksWithTheRunsError() {
        assertThat(linksOver(8)).isEqualTo(8);
        assertThat(linksOver(9)).isZero();
    }

    private static int linksOver(int calls) {
        RunFacts facts = new RunFacts(failed(IntStream.range(0, calls)
                .mapToObj(i -> call("c" + i, "tool_" + i).args("{\"id\":\"room-4011" + i + "\"}")
                        .answered("{\"id\":\"room-4011" + (i + 1) + "\"}"))
                .toArray(CallSample[]::new)).error("WrongGuest", "the bill went to a stranger").build());
        RunGraph graph = RunGraph.of(facts);
        return CausalChain.of(graph, graph.nodes.get(0), new EvidenceIndex(facts)).size();
    }

    @Test
    void theChainIsEmptyWhereTheRunShowsNoWay() {
        RcaReport report = Samples.report(failed(call("c1", "pay").in("s1").failed("jammed"),
                call("c2", "look").in("s2").answered("sunny"), call("c3", "sing").in("s3").answered("la la"))
                .says("s1", "pay", null).says("s2", "look", null).says("s3", "sing", null).build());

        assertThat(report.suspects().get(0).stepId()).isEqualTo("s1");
        assertThat(report.causalChain()).isEmpty();
    }

    @Test
    void stepsThatRepeatAResultAndStandingPhrasesAreNoSuspects() {
        String result = "The list holds 14 ferries, and none of them runs at night in winter.";
        RcaReport report = Samples.report(colleagues(call("c1", "list").in("s1").answered(result))
                .says("s1", "Pilot", "asking for the list").says("s2", "Terminal", result)
                .says("s3", "Terminal", "There was nothing to run in this message.")
                .says("s4", "Clerk", "No ferry runs at night in winter, says the list.")
                .says("s5", "Terminal", "There was nothing to run in this message.").build());

        assertThat(report.suspects()).extracting(Suspect::stepId).doesNotContain("s0", "s2", "s3", "s5").contains("s1");
    }

    @Test
    void agentsAreNamedWhereStepsAreNamedAfterThem() {
        assertThat(
                Samples.report(colleagues(call("c1", "pay").in("s1").failed("gone")).says("s1", "Pilot (to Clerk)", "x")
                        .says("s2", "Clerk", "y").says("s3", "Pilot", "z").build()).suspects().get(0).agent())
                .isEqualTo("Pilot");
        assertThat(Samples.report(failed(call("c1", "pay").in("s1").failed("gone")).says("s1", "pay", "x")
                .says("s2", "respond", "y").build()).suspects().get(0).agent()).isNull();
    }

    @Test
    void parentsInACircleEnd() {
        AgentRun run = failed(call("c1", "pay").in("a").failed("gone")).circle("a", "b", "c").build();

        RcaReport report = assertTimeoutPreemptively(BOUND, () -> Samples.report(run));

        assertThat(report.suspects().get(0).stepId()).isEqualTo("a");
    }

    @Test
    void theOrderOfMetadataDoesNotMatter() throws JsonProcessingException {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("agent_name", "Purser");
        one.put("deck", 4);
        Map<String, Object> other = new LinkedHashMap<>();
        other.put("deck", 4);
        other.put("agent_name", "Purser");

        assertThat(bytes(one)).isEqualTo(bytes(other)).contains("\"agent\":\"Purser\"");
    }

    private static String bytes(Map<String, Object> metadata) throws JsonProcessingException {
        Step step = StepBuilder.builder().stepId("s1").name("pay").outputSummary("paid").metadata(metadata).build();
        AgentRun run = failed(call("c1", "pay").in("s1").failed("gone")).build();
        return new ObjectMapper()
                .writeValueAsString(Samples.report(AgentRunBuilder.builder(run).steps(List.of(step)).build()));
    }

    @Test
    void twentyThousandTalkativeStepsStayQuick() {
        RunSample sample = failed(IntStream.range(0, 20_000).mapToObj(i -> call("c" + i, "scout").in("s" + i)
                .args("{\"cabin\":" + i / 2 + "}").answered("Cabin " + i + " of Deck" + i % 40 + " was Not found"))
                .toArray(CallSample[]::new));
        IntStream.range(0, 20_000).forEach(
                i -> sample.says("s" + i, "Pilot" + i % 3,
                        "However, Cabin " + (i - 1) + " did not suit Guest" + i + "."));
        AgentRun run = sample.build();

        RcaReport report = assertTimeoutPreemptively(BOUND, () -> Samples.report(run));

        assertThat(report.suspects()).hasSize(20);
        HonestyTest.check(run, report);
    }

    @Test
    void megabytesOfTextAreCut() {
        String text = "Aa1 ".repeat(500_000);
        RunSample sample = failed(call("c1", "list").in("s1").args("{\"q\":\"" + text + "\"}").answered(text));
        IntStream.range(0, 10).forEach(i -> sample.says("s" + i, "Pilot", i + text));
        AgentRun run = sample.build();

        HonestyTest.check(run, assertTimeoutPreemptively(BOUND, () -> Samples.report(run)));
    }
}
