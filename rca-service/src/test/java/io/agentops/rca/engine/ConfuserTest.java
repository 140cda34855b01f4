package io.agentops.rca.engine;

import static io.agentops.rca.engine.CallSample.call;
import static io.agentops.rca.engine.RunSample.failed;
import static io.agentops.rca.engine.Samples.report;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.agentops.contract.rca.Category;
import io.agentops.contract.rca.RcaReport;

/** Failures whose words point the wrong way. */
class ConfuserTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"number of rooms parameter exceeds the limit of 4 | TOOL_SCHEMA_MISMATCH",
            "rate limit exceeded: 4 calls | RATE_LIMITED", "rate_limit must be an integer | TOOL_SCHEMA_MISMATCH",
            "disk quota exceeded | UNKNOWN",
            "Recursion limit of 25 reached without hitting a stop condition | PLANNER_LOOP",
            "Max retries exceeded with url: /rooms (Caused by: Failed to resolve 'hotel.example' (Name or service not known)) | UNKNOWN",
            "Max retries exceeded with url: /rooms (Caused by ReadTimeoutError: read timed out) | TIMEOUT",
            "400 AccessDeniedException: role concierge may not read | TOOL_PERMISSION",
            "timeout must be less than 60 | TOOL_SCHEMA_MISMATCH",
            "the hotel gateway answered with status code 403 | TOOL_PERMISSION", "list index out of range | UNKNOWN",
            "403 API rate limit exceeded for this address | RATE_LIMITED",
            "missing 1 required positional argument: 'city' | TOOL_SCHEMA_MISMATCH",
            "the hotel is full that week | UNKNOWN", "API key expired | TOOL_PERMISSION",
            "No rooms matched: no results found | RETRIEVAL_EMPTY",
            "Endpoint '/rooms' does not exist | UNKNOWN",
            "prompt refused by the content filter: invalid input | UNKNOWN",
            "ciudad: parámetro inválido | TOOL_SCHEMA_MISMATCH", "请求过于频繁 | RATE_LIMITED", "没有找到相关结果 | RETRIEVAL_EMPTY"})
    void errorWords(String message, Category expected) {
        assertThat(
                report(failed(call("c1", "room_rates").args("{\"city\":\"Ulm\"}").failed(message)).build()).category())
                .isEqualTo(expected);
    }

    @Test
    void valueTheToolDoesNotKnowIsAMismatchOnlyWhenTheCallSentIt() {
        assertThat(report(
                failed(call("c1", "room_rates").args("{\"board\":\"brunch\"}").failed("unknown board brunch")).build())
                .category())
                .isEqualTo(Category.TOOL_SCHEMA_MISMATCH);
        assertThat(report(
                failed(call("c1", "room_rates").args("{\"city\":\"Ulm\"}").failed("unknown dialect basic")).build())
                .category())
                .isEqualTo(Category.UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"Got 429 rows.", "Calgary, area code 403",
            "checkout: 120 requests/second, cpu 40 %", "{\"message\": \"Got 429 rows\"}"})
    void numbersOfAnAnswerAreNoStatus(String answer) {
        assertThat(report(failed(call("c1", "room_rates").answered(answer)).build()).category())
                .isEqualTo(Category.UNKNOWN);
        assertThat(report(failed(call("c1", "room_rates").answered(answer).code(200)).build()).category())
                .isEqualTo(Category.UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"promo code 429 is not valid | TOOL_SCHEMA_MISMATCH",
            "status is not 200, got 429 | RATE_LIMITED", "error code: 403 | TOOL_PERMISSION",
            "Error 429, come back later | RATE_LIMITED", "HTTP error code 403 | TOOL_PERMISSION",
            "error: 429 rows were left out | UNKNOWN"})
    void numbersOfAnErrorAreAStatusWhereTheyAreCalledOne(String message, Category expected) {
        assertThat(report(failed(call("c1", "room_rates").args("{\"promo\":\"429\"}").failed(message)).build())
                .category()).isEqualTo(expected);
    }

    @Test
    void taggedLineOfALogIsNoList() {
        assertThat(report(failed(call("c1", "room_rates").answered("[ERROR] 403 Forbidden: access denied")).build())
                .category()).isEqualTo(Category.TOOL_PERMISSION);
    }

    @Test
    void errorFieldBesideRealDataIsNoFailure() {
        RcaReport report = report(failed(call("c1", "room_rates")
                .answered("{\"error\": \"none so far\", \"response\": \"{'rooms': [{'id': 7, 'price': 80}]}\"}"))
                .build());

        assertThat(report.category()).isEqualTo(Category.UNKNOWN);
        assertThat(report.evidenceIndex()).extracting(RcaReport.Evidence::title)
                .containsExactly("room_rates was called");
    }

    @Test
    void complaintInsideAnEnvelopeIsRead() {
        assertThat(report(failed(call("c1", "room_rates")
                .answered("{\"error\": \"\", \"response\": \"{'message': 'stars must be an integer'}\"}"))
                .build()).category()).isEqualTo(Category.TOOL_SCHEMA_MISMATCH);
    }

    @Test
    void emptyListOfANonRetrievalIsAnAnswer() {
        assertThat(report(failed(call("c1", "open_invoices").answered("[]")).build()).category())
                .isEqualTo(Category.UNKNOWN);
        assertThat(report(failed(call("c1", "search_invoices").answered("[]")).build()).category())
                .isEqualTo(Category.RETRIEVAL_EMPTY);
    }

    @Test
    void emptySearchMadeUpForByAnotherIsNoCause() {
        assertThat(report(failed(call("c1", "search_hotels").answered("[]"),
                call("c2", "search_hostels").answered("[{\"id\":1}]")).build())
                .category()).isEqualTo(Category.UNKNOWN);
    }

    @Test
    void recoveredFailureIsNotTheRootOfALaterOne() {
        RcaReport report = report(
                failed(call("c1", "seat_map").failed("timed out"), call("c2", "seat_map").answered("{\"seat\":\"4a\"}"),
                        call("c3", "pay").failed("not authorized").code(403)).build());

        assertThat(report.category()).isEqualTo(Category.TOOL_PERMISSION);
        assertThat(report.hypotheses()).hasSize(1);
        assertThat(report.hypotheses().get(0).evidenceIds()).containsExactly("ev_tool_c3");
        assertThat(report.recovered()).singleElement()
                .satisfies(recovered -> assertThat(recovered.title())
                        .isEqualTo("seat_map failed (timeout), and worked later"));
    }

    @Test
    void lengthAloneIsNoLoop() {
        CallSample[] calls = IntStream.range(0, 200)
                .mapToObj(
                        i -> call("c" + i, "room_status").args("{\"room\":" + i + "}").answered("{\"state\":\"free\"}"))
                .toArray(CallSample[]::new);

        assertThat(report(failed(calls).build()).category()).isEqualTo(Category.UNKNOWN);
    }

    @Test
    void pollingThatBringsNewsIsNoLoop() {
        CallSample[] calls = IntStream.range(0, 10)
                .mapToObj(i -> call("c" + i, "job_status").args("{\"job\":1}").answered("{\"percent\":" + i + "}"))
                .toArray(CallSample[]::new);

        assertThat(report(failed(calls).build()).category()).isEqualTo(Category.UNKNOWN);
    }

    @Test
    void loopLimitOfTheRunIsOnlyTheSymptomOfCallsThatWereRefused() {
        assertThat(report(failed(call("c1", "pay").failed("not authorized").code(403))
                .error("GraphRecursionError", "recursion limit reached")
                .build()).category()).isEqualTo(Category.TOOL_PERMISSION);
        assertThat(report(failed(call("c1", "pay").answered("{\"state\":\"open\"}"))
                .error("GraphRecursionError", "recursion limit reached")
                .build()).category()).isEqualTo(Category.PLANNER_LOOP);
    }

    @Test
    void programsOwnBugsAreNoMismatch() {
        assertThat(report(failed(call("c1", "code_execution").args("{\"code\":\"f()\"}")
                .failed("ValueError: not enough values to unpack (expected 2, got 1)").as("ValueError")).build())
                .category())
                .isEqualTo(Category.UNKNOWN);
    }

    @Test
    void toolThatAnsweredBrokenArgumentsIsAWeakSign() {
        RcaReport report = report(
                failed(call("c1", "book_room").args("{\"nights\":\"two\"}").answered("{\"booking\":\"b-1\"}"))
                        .tool("book_room", Samples.ROOM_SCHEMA).build());

        assertThat(report.category()).isEqualTo(Category.TOOL_SCHEMA_MISMATCH);
        assertThat(report.hypotheses().get(0).confidence()).isEqualTo(RcaReport.Level.LOW);
    }

    @Test
    void toolThatWasNeverOfferedIsAMismatchUnlessItAnswered() {
        RunSample wrongName = failed(call("c1", "bok_room").args("{\"nights\":2}")).tool("book_room",
                Samples.ROOM_SCHEMA);
        RunSample dotted = failed(call("c1", "hotel_book").args("{\"nights\":2}")).tool("hotel.book",
                Samples.ROOM_SCHEMA);

        assertThat(report(wrongName.build()).category()).isEqualTo(Category.TOOL_SCHEMA_MISMATCH);
        assertThat(report(dotted.build()).category()).isEqualTo(Category.UNKNOWN);
    }
}
