package io.agentops.ingest.store;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

import io.agentops.contract.Topics;
import io.agentops.ingest.ledger.Tally;
import io.agentops.ingest.runs.Door;

/** What the headers of a record say. */
public final class RecordHeaders {

    /** The door in the ledger of records that come out of the dead letters. */
    public static final String REDRIVE = "redrive";

    /** Why a record is refused whose project is none. */
    public static final String NO_PROJECT = "The header project_id is no project's id.";
    private static final Pattern MESSAGES = Pattern.compile("[0-9]{1,6}");
    private static final Pattern PROJECT_ID = Pattern.compile("[\\w.-]{1,200}");

    private RecordHeaders() {}

    /** The project a record belongs to; empty where its header is none. */
    public static Optional<String> project(ConsumerRecord<String, byte[]> message) {
        return message.headers().lastHeader(Topics.HEADER_PROJECT) == null
                ? Optional.of(Topics.DEFAULT_PROJECT)
                : text(message, Topics.HEADER_PROJECT).filter(id -> PROJECT_ID.matcher(id).matches());
    }

    /**
     * Counts a record for the ledger: what was redriven at a door of its own, since its first door counted it before; what came
     * through another as that counted it; all else as if it came to the door named {@code kafka}.
     *
     * @param doors those that write to the topic
     * @param untold how many messages the record stands for where no door says it
     */
    public static void count(Tally tally, ConsumerRecord<String, byte[]> message, Set<String> doors, long untold) {
        String project = project(message).orElse(Topics.DEFAULT_PROJECT);
        if (message.headers().lastHeader(Topics.HEADER_REDRIVEN) != null) {
            tally.add(message, project, REDRIVE, redriven(message));
            return;
        }
        Optional<String> door = text(message, Topics.HEADER_DOOR).filter(doors::contains);
        long messages = door.flatMap(through -> messages(message)).orElse(untold);
        tally.add(message, project, door.orElse(Door.KAFKA.wireName()), messages);
    }

    /** How many messages a redriven record stands for. Whoever redrives cannot read it, and counts one that does not say it as one. */
    public static long redriven(ConsumerRecord<String, byte[]> message) {
        return messages(message).orElse(1L);
    }

    private static Optional<Long> messages(ConsumerRecord<String, byte[]> message) {
        return text(message, Topics.HEADER_MESSAGES).filter(text -> MESSAGES.matcher(text).matches())
                .map(Long::valueOf);
    }

    /** The text of a header; empty where it is absent or null. */
    public static Optional<String> text(ConsumerRecord<String, byte[]> message, String name) {
        return Optional.ofNullable(message.headers().lastHeader(name)).map(Header::value)
                .map(value -> new String(value, StandardCharsets.UTF_8));
    }
}
