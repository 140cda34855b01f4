package io.agentops.ingest.letters;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

import io.agentops.contract.Topics;
import io.vertx.core.buffer.Buffer;

/**
 * A dead letter as it is kept in the database.
 *
 * @param source {@code topic/partition/offset} of the record that was refused
 * @param door null for a direct producer's record
 * @param createdAt when it was refused
 */
record Letter(String project, Place place, String source, String reason, String door, Content content,
        Instant createdAt) {

    private static final int LONGEST_SOURCE = 400;

    /**
     * What of the record itself is kept.
     *
     * @param valueBytes the size of the whole value; null where the dead letter has none
     */
    record Content(String key, Buffer value, Integer valueBytes, ValueState state, Map<String, Object> headers) {

        /** The same without its value, and with these headers only. */
        Content tooMany(Set<String> names) {
            Map<String, Object> few = new TreeMap<>(headers);
            few.keySet().retainAll(names);
            return new Content(key, null, valueBytes, ValueState.TOO_MANY, few);
        }
    }

    /** What is kept of a value, and why not more. */
    enum ValueState {
        /** All of it, as it was sent. */
        AS_SENT,
        /** All of it, with personal data and secrets masked. */
        MASKED,
        /** Nothing, since the project's privacy mode allows no more. */
        PRIVATE,
        /** Nothing, since it is large. */
        TOO_LARGE,
        /** Nothing, since of enough others with this reason the values are kept. */
        TOO_MANY,
        /** Nothing, since the dead letter itself has no value. */
        ABSENT;

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The place of the refused record as a dead letter tells it; its own where it was not written by this service. */
    static String source(ConsumerRecord<String, byte[]> letter) {
        return text(letter, Topics.HEADER_SOURCE, LONGEST_SOURCE)
                .orElseGet(() -> letter.topic() + "/" + letter.partition() + "/" + letter.offset());
    }

    /** The beginning of a header's text, as PostgreSQL takes it; empty where there is none. */
    static Optional<String> text(ConsumerRecord<String, byte[]> letter, String header, int longest) {
        return Optional.ofNullable(letter.headers().lastHeader(header)).map(Header::value)
                .map(value -> storable(new String(value, StandardCharsets.UTF_8), longest));
    }

    /** The beginning of a text, without the one character that PostgreSQL refuses and without half a character. */
    static String storable(String text, int longest) {
        String whole = text.replace('\0', '\uFFFD');
        if (whole.length() <= longest) {
            return whole;
        }
        return whole.substring(0, Character.isHighSurrogate(whole.charAt(longest - 1)) ? longest - 1 : longest);
    }
}
