package io.agentops.query.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.agentops.http.Problem;
import io.agentops.http.ProblemException;

class SearchTest {

    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

    private static final SearchedRun RUN = new SearchedRun("r:1", "billing", "2.4.1", "failure", "prod", "chat-7", null,
            "4bf9", Set.of("tool:search", "tool:pay_order", "tool_failed:search", "failure_type:tool",
                    "failure_code:timeout", "failure:tool/timeout", "model:gpt-4o", "guardrail:pii"),
            "search timed out after 5s\n100% of \"tries\" in c:\\temp äß", START, START.plusMillis(2500),
            new BigDecimal("0.50"), 100L, null);

    /** What nobody told fits nothing. */
    private static final SearchedRun BARE = new SearchedRun("r2", "booking", null, "running", null, null, null, null,
            Set.of(), null, START, null, null, null, null);

    @ParameterizedTest
    @ValueSource(strings = {
            "agent:billing", "agent:\"billing\"", "agent_id:billing", "agent:bill*", "agent:*ing", "agent:*lli*",
            "agent:*", "version:2.*", "version:2.4.1", "version:\"2.4.1\"", "agent_version:*.1", "status:failure",
            "status:fail*", "env:prod", "environment:prod", "model:gpt-4o", "model:gpt*", "tool:search", "tool:pay*",
            "tool:*order", "tool:*", "failed_tool:search", "failure_type:tool", "failure_code:timeout",
            "guardrail:pii", "conversation:chat-7", "conversation_id:chat*", "run:r:1", "run_id:\"r:1\"", "trace:4bf9",
            "error:timed", "error:\"Timed Out\"", "error:\"100% of\"", "error:%", "error:\"c:\\\\temp\"",
            "error:\"\\\"tries\\\"\"", "error:Äß", "error:\"5s\n100\"",
            "latency:2500ms", "latency:2.5s", "latency:>2s", "latency:>=2.5s", "latency:<1m", "latency:<=0.1h",
            "latency:1s..5s", "latency:2.5s..2.5s", "latency:.5s..5s", "cost:0.5", "cost:>=0.5", "cost:0.1..0.5",
            "cost:<.6", "tokens:100", "tokens:>99", "tokens:50..100", "started:2026-03-01T10:00:00Z",
            "started:>2026-03-01T10:59:59+01:00", "started:2026-02-01T00:00:00Z..2026-03-01T10:00:00Z",
            "timed", "\"timed out\"", "billing", "\"r:1\"", "search timed",
            "-agent:booking", "NOT agent:booking", "-parent:*", "agent:billing AND status:failure",
            "agent:billing status:failure", "agent:booking OR status:failure",
            "agent:billing OR agent:x agent:y", "(agent:x OR agent:billing) status:failure",
            "NOT (agent:x OR agent:y)", "-(agent:x)", "((agent:billing))", "tool:search\ttool:pay_order\n",
            "agent:billing(status:failure)", "NOT NOTHING", "-\"no such text\"", "android OR ORDER OR billing"})
    void aRunFits(String query) {
        assertThat(Search.parse(query).matches(RUN)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "agent:Billing", "agent:bill", "agent:\"bill*\"", "agent:ing*", "agent:*bill", "version:2",
            "status:success",
            "status:run*", "tool:sear", "tool:failed*", "failed_tool:pay_order", "failure_code:out*", "model:pii",
            "parent:*", "parent:r0", "error:\"timed  out\"", "error:t_med", "latency:>2.5s", "latency:<2.5s",
            "latency:3s..5s", "latency:2s", "cost:>0.5", "tokens:<100", "started:>2026-03-01T10:00:00Z",
            "started:<2026-03-01T10:00:00Z", "r1", "bill", "-agent:billing",
            "agent:billing -status:failure", "(agent:billing OR agent:x) agent:y", "agent:billing AND NOT tool:search",
            "NOT (agent:billing OR agent:y)", "and", "timed agent:x", "guardrail:search"})
    void aRunDoesNotFit(String query) {
        assertThat(Search.parse(query).matches(RUN)).isFalse();
    }

    @Test
    void whatARunDidNotTellFitsNothingButItsNegation() {
        for (String query : List.of("version:*", "version:2", "env:*", "conversation:*", "trace:*", "tool:*",
                "error:\"e\"", "latency:>=0ms", "latency:<1h", "cost:>=0", "cost:<1", "tokens:>=0", "text")) {
            assertThat(Search.parse(query).matches(BARE)).as(query).isFalse();
            assertThat(Search.parse("-" + query).matches(BARE)).as("-" + query).isTrue();
            assertThat(Search.parse("NOT (NOT " + query + ")").matches(BARE)).as("not not " + query).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            `  `                  | character 3: expected a condition
            )                     | character 1: expected a condition, not ")"
            agent:a AND           | character 12: expected a condition
            agent:a AND OR        | character 13: expected a condition, not "OR"
            AND                   | character 1: expected a condition, not "AND"
            NOT                   | character 4: expected a condition
            NOT NOT a             | character 5: expected a condition, not "NOT"
            --a                   | character 2: expected a condition, not "-"
            (agent:a              | character 9: expected ")"
            agent:a)              | character 8: expected the end, not ")"
            ()                    | character 2: expected a condition, not ")"
            agent:                | character 7: expected a value
            agent: a              | character 8: expected a value, not "a"
            agent:(a)             | character 7: expected a value, not "("
            latency:>             | character 10: expected a value
            latency:1s..          | character 13: expected a value
            latency:..5s          | character 9: expected a value, not ".."
            agent:"a"b            | character 10: expected a space after the value, not "b"
            agent:a"b"            | character 8: expected a space after the value, not ""b""
            version:2.            | character 10: expected a space after the value, not "."
            a:b:c d               | character 1: expected one of the fields agent, version, status, environment, model, tool, failed_tool, failure_type, failure_code, guardrail, group, error, conversation, parent, run, trace, latency, cost, tokens, started, not "a"; a text with a colon needs quotes
            Agent:a               | character 1: expected one of the fields agent, version, status, environment, model, tool, failed_tool, failure_type, failure_code, guardrail, group, error, conversation, parent, run, trace, latency, cost, tokens, started, not "Agent"; a text with a colon needs quotes
            10:30                 | character 3: expected the end, not ":"; a text with a colon needs quotes
            😀 "a                  | character 5: expected the closing " of the text that begins at character 3
            "a\\b"                | character 4: expected " or \\ after a \\ in quotes
            error:"a              | character 9: expected the closing " of the text that begins at character 7
            error:"C:\\x"         | character 11: expected " or \\ after a \\ in quotes
            ""                    | character 1: expected a text that is not empty
            error:""              | character 7: expected a text that is not empty
            error:time*           | character 7: expected a text without *, which any part of an error fits anyway; a * that means itself needs quotes
            time*                 | character 1: expected a text without *, which any part of an error fits anyway; a * that means itself needs quotes
            agent:""              | character 7: expected a value that is not empty
            agent:**              | character 7: expected a value that is not empty
            agent:a*b             | character 7: expected * only first or last in a value; a * that means itself needs quotes
            agent:>a              | character 7: expected a value, since agent takes no comparison
            error:>a              | character 7: expected a value, since error takes no comparison
            tool:a..b             | character 6: expected one value, since tool takes no range; two dots that mean themselves need quotes
            status:failed         | character 8: expected one of running, success, failure, partial
            failure_type:bug      | character 14: expected one of tool, model, retrieval, orchestration
            latency:2             | character 9: expected a duration for latency, as 250ms, 1.5s, 2m or 1h
            latency:>-2s          | character 10: expected a duration for latency, as 250ms, 1.5s, 2m or 1h
            latency:2s..x         | character 13: expected a duration for latency, as 250ms, 1.5s, 2m or 1h
            latency:5s..1s        | character 13: expected an upper end that is not below the lower one
            cost:$1               | character 6: expected a number for cost, as 0.05 or 12, with at most 15 digits before the point and 9 after it
            tokens:1e9            | character 8: expected a number for tokens, as 0.05 or 12, with at most 15 digits before the point and 9 after it
            started:today         | character 9: expected an RFC 3339 time for started, as 2026-03-01T10:00:00Z
            started:2026-03-02T00:00:00Z..2026-03-01T00:00:00Z | character 31: expected an upper end that is not below the lower one
            """)
    void whatMakesNoSenseIsToldByItsPlace(String query, String message) {
        assertThat(refused(query)).isEqualTo(message);
    }

    @Test
    void fiftyConditionsAreTheMost() {
        assertThat(Search.parse(words(50)).matches(RUN)).isFalse();
        assertThat(refused(words(51))).isEqualTo("character 101: expected at most 50 conditions");
    }

    @Test
    void twentyParenthesesWithinEachOtherAreTheMost() {
        assertThat(Search.parse("(".repeat(20) + "timed" + ")".repeat(20) + " (a OR timed)").matches(RUN)).isTrue();
        assertThat(refused("(".repeat(21) + "timed" + ")".repeat(21)))
                .isEqualTo("character 21: expected at most 20 parentheses within each other");
        assertThat(refused("(".repeat(2000)))
                .isEqualTo("character 21: expected at most 20 parentheses within each other");
    }

    @Test
    void longTextsAreShownInPart() {
        assertThat(refused("a " + ")" + "b".repeat(100)))
                .isEqualTo("character 3: expected the end, not \")\"");
        assertThat(refused("agent:\"a\"" + "b".repeat(100)))
                .isEqualTo("character 10: expected a space after the value, not \"" + "b".repeat(40) + "…\"");
    }

    private static String words(int count) {
        return IntStream.range(0, count).mapToObj(n -> "w").collect(Collectors.joining(" "));
    }

    private static String refused(String query) {
        List<Problem.Error> errors = new ArrayList<>();
        assertThatThrownBy(() -> Search.parse(query)).isInstanceOfSatisfying(ProblemException.class, refusal -> {
            assertThat(refusal.problem().status()).isEqualTo(422);
            errors.addAll(refusal.problem().errors());
        });
        assertThat(errors).hasSize(1);
        assertThat(errors.get(0).pointer()).isEqualTo("/q");
        return errors.get(0).message();
    }
}
