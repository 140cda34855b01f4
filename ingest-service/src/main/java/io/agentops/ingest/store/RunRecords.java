package io.agentops.ingest.store;

import java.util.Optional;
import java.util.stream.Collectors;

import jakarta.inject.Singleton;

import org.apache.kafka.clients.consumer.ConsumerRecord;

import io.agentops.contract.Topics;
import io.agentops.contract.run.AgentRun;
import io.agentops.http.Problem;
import io.agentops.ingest.privacy.Privacy;
import io.agentops.ingest.privacyform.PrivacyRunReader;
import io.agentops.ingest.runs.EitherFormat;
import io.agentops.ingest.runs.Pointers;
import io.agentops.ingest.runs.Reading;
import io.agentops.ingest.runs.RunFormat;
import io.agentops.ingest.runs.RunReader;

/**
 * Reads records of the topic as the doors read messages: those of direct producers passed no door, and those that did may have
 * passed one with another privacy mode than the project's present one.
 */
@Singleton
class RunRecords {

    private static final int NAMED_ERRORS = 10;

    private final RunReader full;
    private final PrivacyRunReader privacyFirst;
    private final EitherFormat either;
    private final Privacy privacy;

    RunRecords(RunReader full, PrivacyRunReader privacyFirst, EitherFormat either, Privacy privacy) {
        this.full = full;
        this.privacyFirst = privacyFirst;
        this.either = either;
        this.privacy = privacy;
    }

    /** What a record holds. */
    sealed interface Content {

        /** A run, or a part of one. */
        record Run(RunKey key, AgentRun run) implements Content {}

        /** Nothing that can be stored; the reason repeats nothing of it. */
        record Refused(String reason, boolean confidential) implements Content {}
    }

    /** Reads and checks one record; never throws for anything it may hold. */
    Content read(ConsumerRecord<String, byte[]> message) {
        Optional<String> project = RecordHeaders.project(message);
        String id = project.orElse(Topics.DEFAULT_PROJECT);
        Reading reading = filter(id, message, decode(message));
        if (reading instanceof Reading.Refused refused) {
            return refused(project.isEmpty(), words(refused.problem()),
                    refused.confidential() || privacy.mode(id) == Privacy.Mode.STRICT);
        }
        Reading.Valid valid = (Reading.Valid) reading;
        return project.isEmpty()
                ? refused(true, "", valid.filtered() == Privacy.Mode.STRICT)
                : new Content.Run(new RunKey(id, valid.run().runId()), valid.run());
    }

    private static Content.Refused refused(boolean nowhere, String reason, boolean confidential) {
        return new Content.Refused(nowhere ? RecordHeaders.NO_PROJECT : reason, confidential);
    }

    private Reading decode(ConsumerRecord<String, byte[]> message) {
        if (message.value() == null) {
            return Reading.malformed("The record has no value.");
        }
        CloudEvent event = CloudEvent.of(message);
        if (event.refusal() != null) {
            Reading.Refused refused = Reading.malformed(event.refusal());
            // Of an event that nobody can read, nobody can say that it is not in the privacy-first form.
            return event.form() == CloudEvent.Form.FULL ? refused : refused.inConfidence();
        }
        RunFormat format = switch (event.form()) {
            case FULL -> full;
            case PRIVACY_FIRST -> privacyFirst;
            case UNTOLD -> either;
        };
        return format.read(event.data(), RunFormat.CLOCK_SKEW_OF_RECORDS);
    }

    /** A door says which mode a record has passed; one that says nothing has passed none. */
    private Reading filter(String project, ConsumerRecord<String, byte[]> message, Reading reading) {
        String passed = RecordHeaders.text(message, Topics.HEADER_PRIVACY).orElse("");
        for (Privacy.Mode mode : Privacy.Mode.values()) {
            if (reading instanceof Reading.Valid valid && mode.wireName().equals(passed)
                    && mode.covers(valid.filtered())) {
                return privacy.filter(project, new Reading.Valid(valid.run(), mode));
            }
        }
        return privacy.filter(project, reading);
    }

    private static String words(Problem problem) {
        return problem.errors().isEmpty()
                ? problem.detail()
                : problem.errors().stream().limit(NAMED_ERRORS)
                        .map(e -> Pointers.withoutContent(e.pointer()) + " " + e.message())
                        .collect(Collectors.joining("; "));
    }
}
