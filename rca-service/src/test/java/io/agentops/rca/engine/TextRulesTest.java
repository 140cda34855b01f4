package io.agentops.rca.engine;

import static io.agentops.rca.engine.CallSample.call;
import static io.agentops.rca.engine.RunSample.failed;
import static io.agentops.rca.engine.Samples.report;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.agentops.contract.rca.Category;
import io.agentops.contract.rca.RcaReport;

/** What was read once is not read into other words, numbers or arguments. */
class TextRulesTest {

    @Test
    void numbersThatTellAnotherThingAreReadAnew() {
        assertThat(report(failed(call("c1", "room_rates").failed("MCP error -32603"),
                call("c2", "room_rates").failed("MCP error -32602")).build()).category())
                .isEqualTo(Category.TOOL_SCHEMA_MISMATCH);
    }

    @Test
    void lastSearchThatFoundNothingIsSeenAfterOneThatFoundMuch() {
        RcaReport report = report(failed(call("c1", "search_hostels").answered("Found 12 results."),
                call("c2", "search_hostels").answered("Found 0 results.")).build());

        assertThat(report.category()).isEqualTo(Category.RETRIEVAL_EMPTY);
        assertThat(report.hypotheses().get(0).evidenceIds()).containsExactly("ev_tool_c2");
    }

    @Test
    void argumentsThatTellAnotherThingAreReadAnew() {
        RcaReport report = report(
                failed(call("c1", "room_rates").args("{\"z\":1}").failed("unknown board brunch"),
                        call("c2", "room_rates").args("{\"board\":\"brunch\"}").failed("unknown board brunch"))
                        .build());

        assertThat(report.category()).isEqualTo(Category.TOOL_SCHEMA_MISMATCH);
        assertThat(report.hypotheses().get(0).evidenceIds()).containsExactly("ev_tool_c2");
    }

    @Test
    void answersAreNotDeclaredEmptyBecauseAnEarlierOneWas() {
        RcaReport report = report(failed(IntStream.range(0, 1200)
                .mapToObj(i -> call("c" + i, "search_hostels").answered("{\"message\": \"Found " + i + " results.\"}"))
                .toArray(CallSample[]::new)).build());

        assertThat(report.category()).isEqualTo(Category.UNKNOWN);
        assertThat(report.recovered()).singleElement()
                .satisfies(recovered -> assertThat(recovered.evidenceIds()).containsExactly("ev_tool_c0"));
        assertThat(report.dataGaps()).contains("Only 500 different complaints were read: what went wrong in 700 more "
                + "places is not known.");
    }

    @Test
    void errorOfTheRunIsReadHoweverManyCallsComplained() {
        RcaReport report = report(failed(IntStream.range(0, 600)
                .mapToObj(i -> call("c" + i, "pay").failed("guest " + i + " moved out")).toArray(CallSample[]::new))
                .error(null, "429 Too Many Requests").build());

        assertThat(report.category()).isEqualTo(Category.RATE_LIMITED);
    }
}
