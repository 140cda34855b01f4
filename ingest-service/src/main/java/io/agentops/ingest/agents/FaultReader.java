package io.agentops.ingest.agents;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

import jakarta.inject.Singleton;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import io.agentops.contract.agent.FaultMatch;
import io.agentops.contract.agent.FaultRules;
import io.agentops.contract.agent.FaultSpec;
import io.agentops.contract.agent.FaultSpecBuilder;
import io.agentops.contract.agent.FaultType;
import io.agentops.http.Problem;
import io.agentops.http.ProblemException;
import io.agentops.ingest.alerts.Ids;
import io.agentops.ingest.runs.Reading;
import io.agentops.ingest.runs.StrictJson;
import io.quarkus.runtime.annotations.RegisterForReflection;

/** Reads faults as they are asked for, in the full form or the short one, and gives each its end. */
@Singleton
class FaultReader {

    private static final int DEFAULT_SECONDS = 60;
    private static final String INVALID = "The fault is well-formed JSON but invalid.";
    /** What the short form calls the fields of the full one. */
    private static final Map<String, String> SHORT_NAMES = Map.of("/probability", "/rate", "/ttl_seconds",
            "/duration_s");

    private final StrictJson<FaultSpec> full = StrictJson.ignoringCase(FaultSpec.class);
    private final StrictJson<ShortForm> brief = StrictJson.ignoringCase(ShortForm.class);
    private final Clock clock = Clock.systemUTC();

    FaultReader() {}

    /**
     * A fault in the short form.
     *
     * @param rate the share of requests that are affected, above 0 to 1; 1 by default
     * @param durationS how long, 1 to 900 seconds; 60 by default
     */
    @RegisterForReflection // Read by hand, where Quarkus does not see it.
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record ShortForm(
            String agentId,
            FaultType type,
            Integer latencyMs,
            Integer status,
            Double rate,
            Integer durationS) {}

    /** A fault that may be asked for. */
    record Asked(String agentId, FaultSpec spec, Instant at) {}

    /**
     * Reads the full form.
     *
     * @throws ProblemException naming all that is wrong
     */
    Asked full(String agentId, byte[] body) {
        return read(full, body, spec -> asked(agentId, spec, Map.of()));
    }

    /**
     * Reads the short form, which names its agent.
     *
     * @throws ProblemException naming all that is wrong
     */
    Asked brief(byte[] body) {
        return read(brief, body, fault -> {
            FaultSpec spec = FaultSpecBuilder.builder().type(fault.type()).latencyMs(fault.latencyMs())
                    .status(fault.status()).probability(fault.rate() == null ? Double.valueOf(1) : fault.rate())
                    .match(FaultMatch.ALL).includeHealth(false)
                    .ttlSeconds(fault.durationS() == null ? Integer.valueOf(DEFAULT_SECONDS) : fault.durationS())
                    .build();
            return asked(fault.agentId(), spec, SHORT_NAMES);
        });
    }

    private <T> Asked read(StrictJson<T> json, byte[] body, Function<T, Asked> check) {
        if (body == null || body.length == 0) {
            throw ProblemException.badRequest("The body is empty; a fault is expected.");
        }
        return json.read(body, check, FaultReader::refuse);
    }

    private static Asked refuse(Reading.Refused refused) {
        Problem problem = refused.problem();
        throw ProblemException.of(
                problem.errors().isEmpty() ? problem : Problem.of(problem.status(), INVALID, problem.errors()));
    }

    private Asked asked(String agentId, FaultSpec wanted, Map<String, String> names) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        FaultSpec spec = wanted.faultId() == null
                ? FaultSpecBuilder.builder(wanted).faultId(Ids.next(now).toString()).build()
                : wanted;
        List<Problem.Error> errors = new ArrayList<>();
        if (agentId == null || agentId.isEmpty()) {
            errors.add(new Problem.Error("/agent_id", "is required"));
        }
        FaultRules.violations(spec).forEach(found -> errors.add(
                new Problem.Error(names.getOrDefault(found.pointer(), found.pointer()), found.message())));
        if (texts(spec).anyMatch(text -> text != null && !isStorable(text))) {
            errors.add(new Problem.Error("", "must hold neither the NUL character nor half of a surrogate pair"));
        }
        if (!errors.isEmpty()) {
            throw ProblemException.of(Problem.of(422, INVALID, errors));
        }
        return new Asked(agentId,
                FaultSpecBuilder.builder(spec).expiresAt(now.plusSeconds(spec.ttlSeconds())).build(), now);
    }

    private static Stream<String> texts(FaultSpec spec) {
        return Stream.of(spec.faultId(), spec.owner(), spec.reason(), spec.match().path(),
                spec.match().header(), spec.match().route());
    }

    private static boolean isStorable(String text) {
        return text.indexOf('\0') < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }
}
