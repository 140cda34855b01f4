package io.agentops.ingest.store;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

import io.agentops.contract.Topics;

/** What the headers of a record say. */
public final class RecordHeaders {

    static final String NO_PROJECT = "The header project_id is no project's id.";
    private static final Pattern PROJECT_ID = Pattern.compile("[\\w.-]{1,200}");

    private RecordHeaders() {}

    /** The project a record belongs to; empty where its header is none. */
    public static Optional<String> project(ConsumerRecord<String, byte[]> message) {
        return message.headers().lastHeader(Topics.HEADER_PROJECT) == null
                ? Optional.of(Topics.DEFAULT_PROJECT)
                : text(message, Topics.HEADER_PROJECT).filter(id -> PROJECT_ID.matcher(id).matches());
    }

    /** The text of a header; empty where it is absent or null. */
    public static Optional<String> text(ConsumerRecord<String, byte[]> message, String name) {
        return Optional.ofNullable(message.headers().lastHeader(name)).map(Header::value)
                .map(value -> new String(value, StandardCharsets.UTF_8));
    }
}
