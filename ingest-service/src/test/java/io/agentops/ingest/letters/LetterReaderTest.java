package io.agentops.ingest.letters;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.agentops.contract.Topics;
import io.agentops.ingest.letters.Letter.ValueState;
import io.agentops.ingest.privacy.Privacies;
import io.agentops.ingest.privacy.Privacy.Mode;
import io.agentops.ingest.privacy.Redactors;
import io.vertx.core.buffer.Buffer;

class LetterReaderTest {

    private static final String MAIL = "{\"note\": \"ask ann@example.org\", \"password\": \"hunter2\"}";
    private static final Map<String, String> HEADERS = Map.of(Topics.HEADER_REASON, "/started_at is required",
            Topics.HEADER_SOURCE, "agent-runs/3/14", Topics.HEADER_DOOR, "http", "x-owner", "bob@example.org",
            "api_key",
            "k-1");

    @Test
    void aLetterTellsWhereAndWhy() {
        Letter letter = read(Mode.OFF, "default|r1", MAIL);
        assertThat(letter.project()).isEqualTo("default");
        assertThat(letter.place()).isEqualTo(new Place("agent-runs", 2, 7));
        assertThat(letter.source()).isEqualTo("agent-runs/3/14");
        assertThat(letter.reason()).isEqualTo("/started_at is required");
        assertThat(letter.door()).isEqualTo("http");
        assertThat(letter.createdAt()).isEqualTo(Instant.ofEpochMilli(1_700_000_000_000L));
    }

    @Test
    void withoutFiltersItIsKeptAsItIs() {
        Letter.Content content = read(Mode.OFF, "default|ann@example.org", MAIL).content();
        assertThat(content).isEqualTo(new Letter.Content("default|ann@example.org", Buffer.buffer(MAIL), MAIL.length(),
                ValueState.AS_SENT, Map.of("door", "http", "x-owner", "bob@example.org", "api_key", "k-1")));
    }

    @Test
    void redactMasksValueKeyAndHeaders() {
        Letter.Content content = read(Mode.REDACT, "default|ann@example.org", MAIL).content();
        assertThat(content).isEqualTo(new Letter.Content("default|[email]",
                Buffer.buffer("{\"note\":\"ask [email]\",\"password\":\"[secret]\"}"), MAIL.length(), ValueState.MASKED,
                Map.of("door", "http", "x-owner", "[email]", "api_key", "[secret]")));
    }

    @Test
    void redactMasksWhatIsNoJsonToo() {
        assertThat(read(Mode.REDACT, "k", "{\"note\": \"ask ann@example.org").content().value())
                .isEqualTo(Buffer.buffer("{\"note\": \"ask [email]"));
        assertThat(read(Mode.REDACT, "k", "{\"status\": \"succes\"}").content().state()).isEqualTo(ValueState.AS_SENT);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "{\"m\": \"ask ann@example.org\", \"m\": \"ok\"}   | {\"m\": \"ask [email]\", \"m\": \"ok\"}",
            "{\"m\": \"ok\", \"m\": \"ask ann@example.org\"}   | {\"m\": \"ok\", \"m\": \"ask [email]\"}",
            "{\"m\": \"ann\\u0040example.org\"}               | {\"m\":\"[email]\"}",
            "{\"user.id\": \"u-17\", \"other\": [{\"enduser.id\": 17}]}"
                    + "| {\"user.id\":\"sha256:9370e9b203743d79\",\"other\":[{\"enduser.id\":\"sha256:4523540f1504cd17\"}]}"})
    void redactMasksWhatAcceptedRecordsWouldNotKeep(String value, String kept) {
        assertThat(read(Mode.REDACT, "k", value).content().value()).hasToString(kept);
    }

    @Test
    void redactReadsJsonThatEndsWithALine() {
        assertThat(read(Mode.REDACT, "k", " {\"m\": \"ann\\u0040example.org\"}\r\n").content().value())
                .hasToString("{\"m\":\"[email]\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"m\": \"ann\\u0040example.org", "{\"m\": \"\\n4111 1111 1111 1111",
            "{\"User.id\": \"u-17",
            "{\"m\": 1, \"m\": \"ann\\u0040example.org\"}"})
    void redactKeepsNothingOfWhatItCannotRead(String value) {
        Letter.Content content = read(Mode.REDACT, "k", value).content();
        assertThat(content.state()).isEqualTo(ValueState.PRIVATE);
        assertThat(content.value()).isNull();
        assertThat(read(Mode.OFF, "k", value).content().value()).hasToString(value);
    }

    @Test
    void strictKeepsLabelsOnly() {
        Letter.Content content = read(Mode.STRICT, "default|ann@example.org", MAIL).content();
        assertThat(content)
                .isEqualTo(new Letter.Content(null, null, MAIL.length(), ValueState.PRIVATE, Map.of("door", "http")));
        assertThat(read(Mode.STRICT, "default|r1", MAIL).content().key()).isEqualTo("default|r1");
    }

    @Test
    void largeValuesStayInTheTopic() {
        assertThat(read(Mode.REDACT, "k", "x".repeat(256 * 1024)).content().state()).isEqualTo(ValueState.AS_SENT);
        Letter.Content larger = read(Mode.OFF, "k", "x".repeat(256 * 1024 + 1)).content();
        assertThat(larger.state()).isEqualTo(ValueState.TOO_LARGE);
        assertThat(larger.value()).isNull();
        assertThat(larger.valueBytes()).isEqualTo(256 * 1024 + 1);
    }

    @Test
    void whatIsNoTextCannotBeMaskedAndIsNotKept() {
        byte[] utf16 = MAIL.getBytes(StandardCharsets.UTF_16);
        assertThat(reader(Mode.REDACT).read(message("k", utf16, HEADERS)).content().state())
                .isEqualTo(ValueState.PRIVATE);
        assertThat(reader(Mode.OFF).read(message("k", utf16, HEADERS)).content().value())
                .isEqualTo(Buffer.buffer(utf16));
    }

    @Test
    void aLetterOfNobodyOfOursIsReadAllTheSame() {
        Letter letter = reader(Mode.REDACT).read(message(null, null, Map.of(Topics.HEADER_PROJECT, "no project!",
                "nul", "a\0b")));
        assertThat(letter.project()).isEqualTo("default");
        assertThat(letter.source()).isEqualTo("agent-runs.dlq/2/7");
        assertThat(letter.reason()).isEqualTo("The dead letter gives no reason.");
        assertThat(letter.door()).isNull();
        assertThat(letter.content()).isEqualTo(new Letter.Content(null, null, null, ValueState.ABSENT,
                Map.of("project_id", "no project!", "nul", "a\uFFFDb")));
    }

    @Test
    void textsAreCutBetweenCharacters() {
        assertThat(Letter.storable("ab\uD83D\uDE00", 3)).isEqualTo("ab");
        assertThat(Letter.storable("ab\uD83D\uDE00", 4)).isEqualTo("ab\uD83D\uDE00");
    }

    @Test
    void ofManyWithOneReasonTheFirstValuesAreKept() {
        LetterReader reader = reader(Mode.OFF);
        for (int i = 0; i < 2; i++) {
            assertThat(reader.read(message("k", new byte[9], HEADERS)).content().state()).isEqualTo(ValueState.AS_SENT);
        }
        assertThat(reader.read(message("k", new byte[9], HEADERS)).content()).isEqualTo(
                new Letter.Content("k", null, 9, ValueState.TOO_MANY, Map.of(Topics.HEADER_DOOR, "http")));
        assertThat(reader.read(message("k", new byte[9], Map.of())).content().state()).isEqualTo(ValueState.AS_SENT);
        assertThat(reader.read(message("k", null, HEADERS)).content().state()).isEqualTo(ValueState.ABSENT);
    }

    @Test
    void timesThatNoRowTakesAreTheNearestThatOneTakes() {
        for (long[] millis : new long[][]{{-1, 0}, {Long.MAX_VALUE, 253_402_300_799_999L}}) {
            ConsumerRecord<String, byte[]> foreign = new ConsumerRecord<>("agent-runs.dlq", 2, 7, millis[0],
                    TimestampType.CREATE_TIME, 0, 0, "k", null, new RecordHeaders(), Optional.empty());
            assertThat(reader(Mode.OFF).read(foreign).createdAt()).isEqualTo(Instant.ofEpochMilli(millis[1]));
        }
    }

    private record Limits(int perReason, long bytes) implements LetterSettings {}

    private static Letter read(Mode mode, String key, String value) {
        return reader(mode).read(message(key, value.getBytes(StandardCharsets.UTF_8), HEADERS));
    }

    private static LetterReader reader(Mode mode) {
        return new LetterReader(Privacies.of(mode), Redactors.redactor(), Redactors.refusedText(),
                new ValueLimit(new Limits(2, 300_000)));
    }

    private static ConsumerRecord<String, byte[]> message(String key, byte[] value, Map<String, String> headers) {
        RecordHeaders all = new RecordHeaders();
        headers.forEach((name, text) -> all.add(name, text.getBytes(StandardCharsets.UTF_8)));
        return new ConsumerRecord<>("agent-runs.dlq", 2, 7, 1_700_000_000_000L, TimestampType.CREATE_TIME, 0, 0, key,
                value, all, Optional.empty());
    }
}
