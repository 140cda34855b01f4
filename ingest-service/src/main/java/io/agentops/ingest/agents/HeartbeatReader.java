package io.agentops.ingest.agents;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import jakarta.inject.Singleton;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;

import io.agentops.contract.agent.Heartbeat;
import io.agentops.contract.agent.HeartbeatBuilder;
import io.agentops.contract.agent.RecoveryResult;
import io.agentops.http.Problem;
import io.agentops.ingest.privacy.Redactor;
import io.agentops.ingest.runs.Reading;
import io.agentops.ingest.runs.StrictJson;

/**
 * Decodes and checks heartbeats. Lenient about fields it does not know, which newer sidecars send, and about whether words are in
 * capitals. Texts are masked: they should hold no content, and this makes sure that they hold no personal data and no secrets.
 */
@Singleton
class HeartbeatReader {

    /** How many heartbeats one message may have. */
    static final int MOST = 100;

    private static final String INVALID = "The heartbeat is well-formed JSON but invalid.";
    private static final byte[] NUL = "\\u0000".getBytes(StandardCharsets.UTF_8);

    private final StrictJson<Heartbeat> one = StrictJson.ignoringCase(Heartbeat.class);
    private final StrictJson<Heartbeat[]> many = StrictJson.ignoringCase(Heartbeat[].class);
    private final ObjectWriter writer;
    private final Redactor redactor;
    private final Clock clock = Clock.systemUTC();

    HeartbeatReader(ObjectMapper mapper, Redactor redactor) {
        this.writer = mapper.writerFor(Heartbeat.class);
        this.redactor = redactor;
    }

    /** Whether a message is a list of heartbeats and not one. */
    static boolean isList(byte[] json) {
        for (byte b : json) {
            if (b != ' ' && b != '\t' && b != '\n' && b != '\r') {
                return b == '[';
            }
        }
        return false;
    }

    /**
     * Reads one heartbeat, or a list of them; never throws for anything the bytes may hold.
     *
     * @param clockSkew how far ahead of this process's clock a time may be
     */
    HeartbeatReading read(byte[] json, Duration clockSkew) {
        Instant latest = clock.instant().plus(clockSkew);
        return isList(json)
                ? many.read(json, list -> check(Arrays.asList(list), true, latest), HeartbeatReader::refused)
                : one.read(json, heartbeat -> check(List.of(heartbeat), false, latest), HeartbeatReader::refused);
    }

    private static HeartbeatReading refused(Reading.Refused refused) {
        Problem problem = refused.problem();
        return new HeartbeatReading.Refused(
                problem.errors().isEmpty() ? problem : Problem.of(problem.status(), INVALID, problem.errors()));
    }

    private HeartbeatReading check(List<Heartbeat> heartbeats, boolean list, Instant latest) {
        if (heartbeats.isEmpty() || heartbeats.size() > MOST) {
            return invalid(List.of(new Problem.Error("", "must have 1 to %d heartbeats".formatted(MOST))));
        }
        List<Problem.Error> errors = new ArrayList<>();
        List<Heartbeat> kept = new ArrayList<>();
        List<byte[]> encoded = new ArrayList<>();
        for (int i = 0; i < heartbeats.size(); i++) {
            String at = list ? "/" + i : "";
            Heartbeat heartbeat = heartbeats.get(i);
            if (heartbeat == null) {
                errors.add(new Problem.Error(at, "must be an object"));
                continue;
            }
            new HeartbeatRules(latest).check(heartbeat)
                    .forEach(error -> errors.add(new Problem.Error(at + error.pointer(), error.message())));
            if (errors.isEmpty()) {
                kept.add(masked(heartbeat));
                encode(kept.get(i), at, encoded, errors);
            }
        }
        return errors.isEmpty() ? new HeartbeatReading.Valid(kept, encoded) : invalid(errors);
    }

    private static HeartbeatReading invalid(List<Problem.Error> errors) {
        return new HeartbeatReading.Refused(Problem.of(422, INVALID, errors));
    }

    /** What cannot be written as UTF-8, or PostgreSQL takes in no text, is found in the whole, wherever it stands. */
    private void encode(Heartbeat heartbeat, String at, List<byte[]> encoded, List<Problem.Error> errors) {
        try {
            byte[] json = writer.writeValueAsBytes(heartbeat);
            if (indexOf(json, NUL) < 0) {
                encoded.add(json);
                return;
            }
        } catch (JsonProcessingException e) {
            // Half of a surrogate pair.
        }
        errors.add(new Problem.Error(at, "must hold neither the NUL character nor half of a surrogate pair"));
    }

    private static int indexOf(byte[] text, byte[] part) {
        for (int i = 0; i + part.length <= text.length; i++) {
            if (Arrays.equals(text, i, i + part.length, part, 0, part.length)) {
                return i;
            }
        }
        return -1;
    }

    private Heartbeat masked(Heartbeat heartbeat) {
        Heartbeat.ProbeReport probe = heartbeat.probe();
        boolean plain = heartbeat.reason() == null && (probe == null || probe.failure() == null)
                && heartbeat.recoveries().isEmpty() && heartbeat.missed().isEmpty();
        if (plain) {
            return heartbeat;
        }
        return HeartbeatBuilder.builder(heartbeat).reason(redactor.mask(heartbeat.reason()))
                .probe(probe == null
                        ? null
                        : new Heartbeat.ProbeReport(probe.kind(), redactor.mask(probe.failure()), probe.latencyMs(),
                                probe.failures(), probe.at()))
                .recoveries(heartbeat.recoveries().stream().map(this::masked).toList())
                .missed(heartbeat.missed().stream().map(this::masked).toList()).build();
    }

    private RecoveryResult masked(RecoveryResult told) {
        return new RecoveryResult(told.recoveryId(), told.fencingToken(), told.outcome(),
                redactor.mask(told.detail()), told.exit(), told.newPid(), told.tookMs(), told.finishedAt());
    }

    private Heartbeat.Missed masked(Heartbeat.Missed told) {
        return new Heartbeat.Missed(told.sequence(), told.at(), told.status(), redactor.mask(told.reason()),
                told.latencyMs(), told.errorRate(), told.requests());
    }
}
