package io.agentops.ingest.groups;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.agentops.ingest.Database;
import io.quarkus.test.junit.QuarkusTest;

/** What differs from one message to the next gives way to placeholders; what says what went wrong stays. */
@QuarkusTest
class MessageTemplateTest {

    @Inject
    Database database;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', value = {
            "missing required field: currency | missing required field: currency",
            "genre must be an integer, got 'abc' instead | genre must be an integer, got <quoted> instead",
            "Can't find the user's `order` | Can't find the user's <quoted>",
            "the \"x y\" of “z” | the <quoted> of <quoted>",
            "Request 7f3c2a1b-aaaa-4bbb-8ccc-0123456789ab failed | Request <uuid> failed",
            "GET https://api.example.com/v1/x?y=1 failed | GET <url> failed",
            "bob.smith+x@mail.example.co.uk bounced | <email> bounced",
            "connect to 10.0.0.12:5432 refused | connect to <ip> refused",
            "connect to [2001:db8::1]:443 refused | connect to <ip> refused",
            "std::vector at fe80::1 | std::vector at <ip>",
            "expired at 2026-01-31T10:00:00.123Z | expired at <time>",
            "expired on 2026-01-31 | expired on <time>",
            "since Tue, 03 Feb 2026 10:00:00 GMT | since <time>",
            "at 10:22:33 | at <time>",
            "/var/lib/app/data_1.json: no such file | <path>: no such file",
            "C:\\Users\\bob\\x.txt is open | <path> is open",
            "src/main/app.py:12 failed, read/write too | <path>:<n> failed, read/write too",
            "hash 9f86d081884c7d65, flag 0xDEADBEEF, word deadbeef | hash <hex>, flag <hex>, word deadbeef",
            "key sk_live_4eC39HqLyjWDarjtT1zdp7dc | key <token>",
            "token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc-def | token <token>",
            "OAuth2AuthenticationException of gpt-4o | OAuth2AuthenticationException of gpt-4o",
            "timed out after 1500ms | timed out after <n>",
            "10,000 tokens, 9.5 MB, 75%, 1e-9, x=-0.5 | <n> tokens, <n> MB, <n>, <n>, x=<n>",
            "failed after 1 second | failed after <n> seconds",
            "failed after 2 seconds | failed after <n> seconds",
            "order-4711 of cust8841 in int64 | order-<n> of cust<n> in int64",
            "for [email], key [secret] | for [email], key [secret]",
            "  much   room\t | much room",
            "{\"error\": {\"code\": 429, \"message\": \"limit of 12 \\\"reads\\\"\"}} | limit of <n> \\<quoted>"})
    void whatDiffersIsReplaced(String said, String template) {
        assertThat(template(said)).isEqualTo(template);
    }

    @Test
    void theLineCountsThatSaysWhatWentWrong() {
        assertThat(template("java.net.SocketTimeoutException: Read timed out\n\tat x.y.Z(Z.java:1)"))
                .isEqualTo("java.net.SocketTimeoutException: Read timed out");
        assertThat(template("Traceback (most recent call last):\n  File \"a.py\", line 1\nValueError: bad id 77\n"))
                .isEqualTo("ValueError: bad id <n>");
        assertThat(template("\n\n first \n second")).isEqualTo("first");
        assertThat(template(" \n\t ")).isNull();
        assertThat(template(null)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a.", "1", "1-", "1.1.", "\"", "'a", "`", "/a", "/", "a@", ":a", "f0", "0x", "a1_",
            "a-",
            "1 jan ", "eyJ", "<", "%", "{", "{\"message\":\"", "é", "\uD83D\uDE00", "http://", "-", " +1",
            "Traceback "})
    void noTextTakesLong(String part) {
        String said = part.repeat(1_000_000 / part.length());
        long begun = System.nanoTime();
        String template = database.value("SELECT message_template($1)", said);
        assertThat(template == null ? 0 : template.codePointCount(0, template.length())).isLessThanOrEqualTo(300);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(30));
    }

    private String template(String said) {
        return database.value("SELECT message_template($1::text)", said);
    }
}
