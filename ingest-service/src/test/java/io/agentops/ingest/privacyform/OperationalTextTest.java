package io.agentops.ingest.privacyform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OperationalTextTest {

    private static final Set<String> LABELS = Set.of("create_invoice", "Charge-Customer", "s2", "billing-agent", "How",
            "Zoe", "hides", "fever", "How,Zoe", "timeout");

    private final OperationalText text = OperationalText.load();

    @ParameterizedTest
    @ValueSource(strings = {"timed out after 30s", "call timed out after 1.5ms (attempt 3/3)",
            "HTTP 429: rate limit exceeded",
            "knowledge base returned no results", "Charge-Customer failed with status=500",
            "create_invoice: connection reset",
            "missing required field 'currency'", "schema validation failed: order.line_items is required",
            "SocketTimeoutException", "java.net.sockettimeoutexception",
            "ReadTimeout: read timed out. (read timeout=30)",
            "model overloaded, retry after 20s", "context length exceeded: 8192 > 4096 tokens", "", "ECONNREFUSED",
            "step s2 failed", "s2: Charge-Customer and billing-agent: timeout after timeout",
            "order.line.items missing", "0 of 10 requests succeeded (0%)", "connection refused"})
    void whatProgramsSayPasses(String message) {
        assertThat(text.isOperational(message, LABELS)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"the patient has diabetes", "What is the capital of France?", "Ann Lee failed",
            "failed for ann",
            "call me", "hello", "my order failed", "charge customer", "the answer is \"Paris\"",
            "weather in paris timed out",
            "field Currency is missing", "a_b c_d e_f g_h failed", "error 12345678", "Übertragung failed", "超时",
            "1 2 3 4 5 6 7 8 9 10", "tell_the_user_about_the_merger_of_acme_and_b", "error: dXNlcjpwYXNz",
            "'two words' failed", "failed/ann", "How Zoe hides fever", "How,Zoe,hides,fever", "s2 s2 s2 s2 failed",
            "how.do_i.hide_my.body failed", "my_wife_is.dead_now", "'how_do_i_hide_it' failed"})
    void everythingElseIsRefused(String message) {
        assertThat(text.isOperational(message, LABELS)).isFalse();
    }
}
