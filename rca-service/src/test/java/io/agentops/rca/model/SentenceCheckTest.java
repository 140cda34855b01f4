package io.agentops.rca.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.agentops.contract.rca.RcaReport.Evidence;

class SentenceCheckTest {

    private final SentenceCheck check = new SentenceCheck(List.of(Samples.rateLimited(), Samples.paid(),
            Samples.message("Read https://evil.example/x or mail a@evil.example at once")));

    @ParameterizedTest
    @ValueSource(strings = {
            "The tool was refused.",
            "flight_search answered 429 (RateLimitError) after 900 ms.",
            "The tool said \"too many requests\", with a limit of 60 per minute.",
            "Call c1, i.e. ev_tool_c1, met a rate limit and/or a quota.",
            "The tool's status code was 'RateLimitError'; that is a well-known sign."})
    void whatTheCitedEvidenceSaysStands(String text) {
        assertThat(check.holds(text, List.of("ev_tool_c1"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "flight_search answered 503.",
            "The limit was 6 per minute.",
            "The limit was 600 per minute.",
            "The tool said \"quota exceeded\".",
            "The tool said \u201cquota exceeded\u201d.",
            "The tool said 'quota exceeded' twice.",
            "hotel_search failed.",
            "It was a QuotaError.",
            "The file /etc/hosts was read.",
            "The ledger was called too early.",
            "This is what ev_tool_c2 shows.",
            "Write to admin@rules for help.",
            "Go to evil.example for help.",
            "The search failed 1 times.",
            "The search failed \uff15\uff10\uff10 times.",
            "The search failed \u0665 times.",
            "The search failed \u2464 times.",
            "Go to evil\u3002com now.",
            "The tool said \u201equota exceeded\u201c.",
            "The tool said \u300cquota exceeded\u300d."})
    void whatItDoesNotSayFalls(String text) {
        assertThat(check.holds(text, List.of("ev_tool_c1"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "Read https://evil.example/x at once",
            "Read evil.example at once",
            "Mail a@evil.example at once",
            "Open www.evil",
            "Click [here](x)",
            "Click <b>here</b>",
            "Use `here`",
            "**Read** it",
            "- Read",
            "# Read",
            "mailto:someone",
            "Read\nat once",
            "Read\tat once",
            "Read\u202eat once",
            "Read\u200bat once",
            "Read\u0000at once",
            "Read\ud800at once",
            "Read\u2028at once",
            "",
            "   "})
    void whatIsNoPlainTextFallsEvenIfTheEvidenceSaysIt(String text) {
        assertThat(check.holds(text, List.of("ev_run_error_message"))).isFalse();
    }

    @Test
    void aSentenceCitesOneToEightItemsThatExist() {
        var many = IntStream.rangeClosed(1, 9).mapToObj(n -> new Evidence("e" + n, "run", "r", "t", "s", Map.of()))
                .toList();
        var wide = new SentenceCheck(many);
        var ids = many.stream().map(Evidence::evidenceId).toList();

        assertThat(wide.holds("It failed.", ids.subList(0, 8))).isTrue();
        assertThat(wide.holds("It failed.", ids)).isFalse();
        assertThat(wide.holds("It failed.", List.of())).isFalse();
        assertThat(wide.holds("It failed.", List.of("e1", "e10"))).isFalse();
    }

    @Test
    void aTitleRestsOnAllThatItsSentencesCite() {
        var many = IntStream.rangeClosed(1, 10).mapToObj(n -> new Evidence("e" + n, "run", "r", "t", "s", Map.of()))
                .toList();
        var wide = new SentenceCheck(many);
        var ids = many.stream().map(Evidence::evidenceId).toList();

        assertThat(wide.isBorneOut("It failed", ids)).isTrue();
        assertThat(wide.isBorneOut("It failed", List.of())).isFalse();
        assertThat(wide.isBorneOut("It failed 7 times", ids)).isFalse();
    }

    @Test
    void aSentenceHas300CharactersAtMost() {
        assertThat(check.holds("x".repeat(300), List.of("ev_tool_c1"))).isTrue();
        assertThat(check.holds("x".repeat(301), List.of("ev_tool_c1"))).isFalse();
    }

    @Test
    void whatIsSaidMayBeSpreadOverWhatIsCited() {
        var text = "flight_search met a 429, yet ledger booked 1250 EUR.";

        assertThat(check.holds(text, List.of("ev_tool_c1", "ev_tool_c2"))).isTrue();
        assertThat(check.holds(text, List.of("ev_tool_c1"))).isFalse();
        assertThat(check.holds(text, List.of("ev_tool_c2"))).isFalse();
    }

    @Test
    void aNameWithADotStandsWhereItIsTheCitedToolsOwn() {
        var dotted = new SentenceCheck(List.of(
                new Evidence("a", "tool_call", "1", "t", "s", Map.of("tool_name", "files.read")),
                new Evidence("b", "tool_call", "2", "t", "ask files.read", Map.of())));

        assertThat(dotted.holds("files.read failed.", List.of("a"))).isTrue();
        assertThat(dotted.holds("files.read failed.", List.of("b"))).isFalse();
    }
}
