package io.agentops.ingest.letters;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

import jakarta.inject.Singleton;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

import io.agentops.contract.Topics;
import io.agentops.ingest.letters.Letter.Content;
import io.agentops.ingest.letters.Letter.ValueState;
import io.agentops.ingest.privacy.Labels;
import io.agentops.ingest.privacy.Privacy;
import io.agentops.ingest.privacy.Redactor;
import io.agentops.ingest.privacy.RefusedText;
import io.agentops.ingest.store.RecordHeaders;
import io.vertx.core.buffer.Buffer;

/**
 * Reads dead letters as far as their project's privacy mode lets them be kept. What was refused passed no filter, and may be
 * anything: the database gets no more of it than it would of a record that was accepted.
 */
@Singleton
class LetterReader {

    /** The largest value that is kept; whoever wants a larger one reads it from the topic. */
    static final int VALUE_BYTES = 256 * 1024;

    /** The end of the year 9999, beyond which a time has no RFC 3339 form. */
    private static final long LAST_MILLIS = 253_402_300_799_999L;
    private static final int LONGEST_REASON = 4_000;
    private static final int LONGEST_KEY = 1_000;
    private static final int LONGEST_HEADER = 1_000;
    private static final int MOST_HEADERS = 64;
    private static final String NO_REASON = "The dead letter gives no reason.";
    private static final Set<String> TOLD_APART = Set.of(Topics.HEADER_REASON, Topics.HEADER_SOURCE);
    private static final Set<String> OURS = Set.of(Topics.HEADER_PROJECT, Topics.HEADER_DOOR, Topics.HEADER_PRIVACY,
            Topics.HEADER_REDRIVEN);

    private final Privacy privacy;
    private final Redactor redactor;
    private final RefusedText refused;
    private final ValueLimit limit;

    LetterReader(Privacy privacy, Redactor redactor, RefusedText refused, ValueLimit limit) {
        this.privacy = privacy;
        this.redactor = redactor;
        this.refused = refused;
        this.limit = limit;
    }

    /** Never fails for anything a record may hold. */
    Letter read(ConsumerRecord<String, byte[]> message) {
        String project = RecordHeaders.project(message).orElse(Topics.DEFAULT_PROJECT);
        String reason = reason(message);
        Privacy.Mode mode = privacy.mode(project);
        Content content = content(message, mode, headers(message, mode));
        return letter(message, project, reason, content.value() == null
                || limit.take(project, reason, content.value().length()) ? content : content.tooMany(OURS));
    }

    /** No more of one than where and why. */
    Letter bare(ConsumerRecord<String, byte[]> message) {
        Integer bytes = message.value() == null ? null : message.value().length;
        return letter(message, RecordHeaders.project(message).orElse(Topics.DEFAULT_PROJECT), reason(message),
                new Content(null, null, bytes, bytes == null ? ValueState.ABSENT : ValueState.PRIVATE, Map.of()));
    }

    private static Letter letter(ConsumerRecord<String, byte[]> message, String project, String reason,
            Content content) {
        return new Letter(project, Place.of(message), Letter.source(message), reason,
                (String) content.headers().get(Topics.HEADER_DOOR), content, createdAt(message.timestamp()));
    }

    private static String reason(ConsumerRecord<String, byte[]> message) {
        return Letter.text(message, Topics.HEADER_REASON, LONGEST_REASON).orElse(NO_REASON);
    }

    /** Whoever writes a record may write any number as its time, and PostgreSQL takes not all of them. */
    private static Instant createdAt(long millis) {
        return Instant.ofEpochMilli(Math.max(0, Math.min(millis, LAST_MILLIS)));
    }

    private Content content(ConsumerRecord<String, byte[]> message, Privacy.Mode mode, Map<String, Object> headers) {
        String key = message.key() == null ? null : key(Letter.storable(message.key(), LONGEST_KEY), mode);
        byte[] value = message.value();
        if (value == null) {
            return new Content(key, null, null, ValueState.ABSENT, headers);
        }
        if (value.length > VALUE_BYTES) {
            return new Content(key, null, value.length, ValueState.TOO_LARGE, headers);
        }
        return switch (mode) {
            case OFF -> new Content(key, Buffer.buffer(value), value.length, ValueState.AS_SENT, headers);
            case REDACT -> masked(key, value, headers);
            case STRICT -> new Content(key, null, value.length, ValueState.PRIVATE, headers);
        };
    }

    /** What is not text cannot be searched for what must be masked. */
    private Content masked(String key, byte[] value, Map<String, Object> headers) {
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString();
        } catch (CharacterCodingException e) {
            return new Content(key, null, value.length, ValueState.PRIVATE, headers);
        }
        Optional<String> masked = refused.mask(text);
        if (masked.isEmpty()) {
            return new Content(key, null, value.length, ValueState.PRIVATE, headers);
        }
        return masked.get().equals(text)
                ? new Content(key, Buffer.buffer(value), value.length, ValueState.AS_SENT, headers)
                : new Content(key, Buffer.buffer(masked.get()), value.length, ValueState.MASKED, headers);
    }

    private String key(String key, Privacy.Mode mode) {
        return switch (mode) {
            case OFF -> key;
            case REDACT -> redactor.maskLabel(key);
            case STRICT -> Labels.isPlain(key.replace('|', ':')) && !redactor.isUnsafeLabel(key) ? key : null;
        };
    }

    private Map<String, Object> headers(ConsumerRecord<String, byte[]> message, Privacy.Mode mode) {
        Map<String, Object> kept = new TreeMap<>();
        for (Header header : message.headers()) {
            boolean ours = OURS.contains(header.key());
            if (!TOLD_APART.contains(header.key()) && (ours || mode != Privacy.Mode.STRICT)
                    && (ours || kept.size() < MOST_HEADERS)) {
                kept.put(Letter.storable(header.key(), LONGEST_HEADER),
                        Letter.text(message, header.key(), LONGEST_HEADER).orElse(""));
            }
        }
        return mode == Privacy.Mode.OFF ? kept : redactor.mask(kept);
    }
}
