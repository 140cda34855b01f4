package io.agentops.ingest.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

class RedactorTest {

    private static final Redactor REDACTOR = Redactors.redactor();

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            // E-mail addresses
            "write to ann.lee@example.org today | write to [email] today",
            "ann@mail.example.com, bob+x@test.io. | [email], [email].",
            "<ann@example.co.uk> | <[email]>",
            "mailto:ann@example.org?subject=hi | mailto:[email]?subject=hi",
            "ops@db1.internal is down | [email] is down",
            "o'neil_99@sub-domain.example.museum! | [email]!",
            "jörg@example.de | [email]",
            "mail ann@example.org.Thanks a lot | mail [email].Thanks a lot",
            "a..b@example.org | [email]",
            "a@b.co | [email]",
            // Phone numbers
            "call +1 415-555-2671 now | call [phone] now",
            "+14155552671 | [phone]",
            "(415) 555-2671 | [phone]",
            "415-555-2671 | [phone]",
            "415.555.2671 | [phone]",
            "phone: 415 555 2671. | phone: [phone].",
            "555-123-4567 | [phone]",
            "1-800-555-0199 | [phone]",
            "+44 20 7946 0958 | [phone]",
            "+49 30 901820, Berlin | [phone], Berlin",
            "+33 1 42 68 53 00 | [phone]",
            "+91-98765-43210 | [phone]",
            "tel:+81-3-1234-5678 | tel:[phone]",
            "ring 2026-01-31 or +86 138 0013 8000 | ring 2026-01-31 or [phone]",
            // Payment cards
            "4111111111111111 | [card]",
            "card 4111 1111 1111 1111 exp 12/29 | card [card] exp 12/29",
            "5500-0000-0000-0004 | [card]",
            "amex 3782 822463 10005. | amex [card].",
            "6011000990139424 | [card]",
            "30569309025904 | [card]",
            "3530111333300000 | [card]",
            "qty 12 4111 1111 1111 1111 | qty 12 [card]",
            "(5105105105105100) | ([card])",
            "visa-4111111111111111 | visa-[card]",
            // Bank accounts
            "DE89370400440532013000 | [iban]",
            "pay to DE89 3704 0044 0532 0130 00 please | pay to [iban] please",
            "GB82WEST12345698765432, thanks | [iban], thanks",
            "gb82 west 1234 5698 7654 32 | [iban]",
            "FR1420041010050500013M02606 | [iban]",
            "NL91ABNA0417164300 and more | [iban] and more",
            // Tokens in their issuers' formats
            "AKIAIOSFODNN7EXAMPLE | [secret]",
            "id ASIAIOSFODNN7EXAMPLE! | id [secret]!",
            "ghp_abcdefghijklmnopqrstuvwxyz0123456789 | [secret]",
            "gho_abcdefghijklmnopqrstuvwxyz0123456789 | [secret]",
            "github_pat_11ABCDEFG0abcdefghijkl_mnopqrstuvwxyz | [secret]",
            "glpat-abcdefghij0123456789 | [secret]",
            "xoxb-1234567890-abcdefghij | [secret]",
            "sk-abcdefghijklmnopqrstuvwxyz012345 | [secret]",
            "sk-proj-abcdefghijklmnop_qrst-uvwxyz | [secret]",
            "sk-ant-api03-abcdefghijklmnop-qrstuv | [secret]",
            "AIzaSyA1234567890abcdefghijklmnopqrstuv | [secret]",
            "sk_live_abcdefghijklmnop | [secret]",
            "rk_live_abcdefghijklmnop, | [secret],",
            "hf_abcdefghijklmnopqrstuvwxyzabcdefgh | [secret]",
            "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc-DEF_123 | [secret]",
            "-----BEGIN RSA PRIVATE KEY----- MIIE -----END RSA PRIVATE KEY----- rest | [secret] rest",
            "-----BEGIN PRIVATE KEY----- MIIE cut off | [secret]",
            // Secrets by what stands before them
            "Authorization: Bearer abc.def | Authorization: Bearer [secret]",
            "\"Authorization\": \"Basic dXNlcjpwYXNz\" | \"Authorization\": \"Basic [secret]\"",
            "sent Bearer a1b2c3d4e5f6g7h8 ok | sent Bearer [secret] ok",
            "password=hunter2&user=ann | password=[secret]&user=ann",
            "DB_PASSWORD=p4ss word | DB_PASSWORD=[secret] word",
            "api_key: abc123def | api_key: [secret]",
            "apiKey='abc 123', x | apiKey='[secret]', x",
            "\\\"client_secret\\\":\\\"s3cr3t\\\" | \\\"client_secret\\\":\\\"[secret]\\\"",
            "postgresql://app:s3cret@db:5432/x | postgresql://[secret]@db:5432/x",
            "Cookie: sid=1; theme=dark | Cookie: [secret]",
            "{\"user\":\"a@b.co\",\"n\":1} | {\"user\":\"[email]\",\"n\":1}",
            "[1,4111111111111111] | [1,\"[card]\"]",
            "{\"password\":\"x y\",\"tokens\":5} | {\"password\":\"[secret]\",\"tokens\":5}",
            "{\"headers\":{\"X-Api-Key\":[\"k\"]}} | {\"headers\":{\"X-Api-Key\":\"[secret]\"}}"})
    void personalDataAndSecretsAreMasked(String text, String masked) {
        assertThat(REDACTOR.mask(text)).isEqualTo(masked);
        assertThat(REDACTOR.mask(masked)).isEqualTo(masked);
    }

    @ParameterizedTest
    @ValueSource(strings = {
            // Ids
            "run-2f1b", "order 1234567890", "ticket-7788990011", "4155552671", "14155552671",
            "123e4567-e89b-12d3-a456-426614174000", "9b1deb4d-3b7d-4266-9312-426614174000",
            "01890a5d-ac96-774b-bcce-b302099a8057", "INC0012345678", "PO-2026-000123456", "sku 100-200-300",
            "4111111111111112", "1234567812345678", "id_4111111111111111", "9999-8888-7777-6666-5555",
            "call_abcdefghijklmnopqrstuvwx", "order #20260131-0001", "invoice 2026/000123", "conv:8800553535",
            // Times
            "2026-01-31T12:00:00Z", "2026-01-31 12:00:00", "2026-01-31 12:00:00.123456+00:00", "1769860800",
            "1769860800123", "1769860800123456", "1769860800123456789", "31.01.2026 12:15", "01/31/2026 10:15:20",
            "2026-01-31 until 2026-02-28", "20260131120000", "12:00:00.000 - 13:30:00.000",
            // Numbers and versions
            "1.2.3", "v10.20.30-rc.1+build.1234567", "0.4155552671", "3.14159265358979", "-122.4194155, 37.7749295",
            "1,234,567.89", "1 234 567", "1234567.8901", "0x1f4b6c7d", "17.0.12", "100-200", "2026.11.21",
            "latency 1234.5678 ms", "1e-10", "99.999999%", "4111.1111.1111",
            // Hosts and digests
            "192.168.100.123", "216.239.32.10", "10.0.0.1:8080", "2001:db8::8a2e:370:7334", "216.239.32.10:443",
            "d41d8cd98f00b204e9800998ecf8427e", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "sha256:9f86d081884c7d65", "2c2255c", "00:1A:2B:3C:4D:5E", "00-11-22-33-44-55",
            // Words that look a little like the real thing
            "user@host", "@Override", "npm i left-pad@1.3.0", "a @ b.com", "git@", "x@y.z", "max_tokens=1024",
            "token: 5", "prompt_tokens: 512", "password: required", "api_key is missing", "the secret is out",
            "Basic authentication failed", "Bearer token missing", "sk-learn", "sk-", "AKIA", "eyJ.eyJ",
            "https://example.org/a:b@c", "https://example.org/path?x=1", "http://localhost:8080", "ghp_short",
            "task-abcdefghijklmnopqrstuvwxyz0123", "DE89", "GB82WEST12345698765433", "XX00 1234 5678 9012",
            "{\"a\": 1.50, \"b\": [ ]}", "[email] wrote", "{not json", "page_token=abc123", "input: hello"})
    void whatOnlyLooksLikeItStays(String text) {
        assertThat(REDACTOR.mask(text)).isEqualTo(text);
        assertThat(REDACTOR.isUnsafe(text)).isFalse();
    }

    @Test
    void whatIsNotTouchedIsTheSameObject() {
        String text = "{\"a\": 1.50, \"list\": [1, 2]}";
        Map<String, Object> map = Map.of("n", 1, "list", List.of("a", 2.5), "map", Map.of("b", true));
        assertThat(REDACTOR.mask(text)).isSameAs(text);
        assertThat(REDACTOR.mask(map)).isSameAs(map);
    }

    @Test
    void mapsAreMaskedThroughAndThrough() {
        Map<String, Object> masked = REDACTOR.mask(Map.of("list", List.of(Map.of("mail", "ann@example.org"), 7),
                "card", 4111111111111111L, "token", 123456));
        assertThat(masked).isEqualTo(Map.of("list", List.of(Map.of("mail", "[email]"), 7), "card", "[card]", "token",
                "[secret]"));
    }

    @RepeatedTest(2) // What was found in a label, or was not, may be remembered.
    void labelsLoseOnlyAddressesAndSecrets() {
        assertThat(REDACTOR.maskLabel("agent-415-555-2671")).isEqualTo("agent-415-555-2671");
        assertThat(REDACTOR.maskLabel("agent of ann@example.org")).isEqualTo("agent of [email]");
        assertThat(REDACTOR.maskLabel("AKIAIOSFODNN7EXAMPLE")).isEqualTo("[secret]");
        assertThat(REDACTOR.isUnsafeLabel("4111 1111 1111 1111")).isFalse();
        assertThat(REDACTOR.isUnsafe("4111 1111 1111 1111")).isTrue();
    }

    @Test
    void findsAreCountedByKind() {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        Redactors.redactor(meters).mask("ann@example.org, bob@example.org, password=hunter2");
        assertThat(meters.get("agentops.privacy.masked").tag("kind", "email").counter().count()).isEqualTo(2);
        assertThat(meters.get("agentops.privacy.masked").tag("kind", "secret").counter().count()).isEqualTo(1);
        assertThat(meters.get("agentops.privacy.masked").tag("kind", "card").counter().count()).isZero();
    }

    static IntStream seeds() {
        return IntStream.range(0, 3_000);
    }

    @Test
    void maskingTwiceChangesNothing() {
        String[] pieces = {"ann@example.org", "+1 415-555-2671", "4111 1111 1111 1111", "DE89370400440532013000",
                "password=", "token: ", "Bearer ", "a1b2c3d4e5f6g7h8", "sk-", "ghp_", "0123456789abcdefghijklmnop", " ",
                "-",
                ".", "@", "://", ":", "=", "\"", "\\", "{", "}", "[", "]", "12", "4", "555", "a", "eyJ", "x.com", "\n",
                ",",
                "(", ")", "+", "/", "-----BEGIN PRIVATE KEY-----", "-----END PRIVATE KEY-----", "[email]", "[secret]"};
        seeds().forEach(seed -> {
            Random random = new Random(seed);
            StringBuilder text = new StringBuilder();
            random.ints(random.nextInt(30), 0, pieces.length).forEach(i -> text.append(pieces[i]));
            String once = REDACTOR.mask(text.toString());
            assertThat(REDACTOR.mask(once)).as("seed %d: %s", seed, text).isEqualTo(once);
            assertThat(REDACTOR.mask(text.toString())).isEqualTo(once);
        });
    }

    static List<String> hostilePieces() {
        return List.of("a@", "a@b.c", "a@b.co ", "a@b.zz", "1", "1-", "1 ", "(1", "+1", "+1 415-555-2671 ",
                "415-555-267",
                ".", "@", "-", " ", ":", "=", "://", "://a:", "token=", "token=\"", "password: ", "eyJ", "eyJ-",
                "eyJa.",
                "-----BEGIN ", "-----BEGIN PRIVATE KEY", "DE89 ", "DE8937040044", "Bearer ", "AKIA", "sk-", "sk-ant-",
                "SG.a", "[", "{\"a\":", "\\", "\"", "2026-01-31 12:00:00 ", "4111 1111 1111 1112 ", "Cookie: ",
                "\uD800");
    }

    @ParameterizedTest
    @MethodSource("hostilePieces")
    void hostileTextsAreReadInBoundedWork(String piece) {
        String text = piece.repeat(65_536 / piece.length());
        String masked = REDACTOR.mask(text);
        assertThat(REDACTOR.mask(masked)).isEqualTo(masked);
    }
}
