package io.agentops.ingest.privacyform;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import jakarta.inject.Singleton;

import io.agentops.http.Problem;
import io.agentops.ingest.privacy.Privacy;
import io.agentops.ingest.privacy.Redactor;
import io.agentops.ingest.runs.Reading;
import io.agentops.ingest.runs.RunFormat;
import io.agentops.ingest.runs.StrictJson;

/** The privacy-first form of a run. What is refused is kept nowhere. */
@Singleton
public class PrivacyRunReader implements RunFormat {

    static final String UNKNOWN_FIELD = "is not a field of the privacy-first form";

    private final StrictJson<PrivacyRun> json = StrictJson.refusingUnknown(PrivacyRun.class, UNKNOWN_FIELD);
    private final OperationalText operationalText = OperationalText.load();
    private final Redactor redactor;
    private final Clock clock = Clock.systemUTC();

    PrivacyRunReader(Redactor redactor) {
        this.redactor = redactor;
    }

    @Override
    public Reading read(byte[] message, Duration clockSkew) {
        Instant latest = clock.instant().plus(clockSkew);
        Reading reading = json.read(message, run -> check(run, latest));
        return reading instanceof Reading.Refused refused ? refused.inConfidence() : reading;
    }

    private Reading check(PrivacyRun run, Instant latest) {
        List<Problem.Error> errors = new PrivacyRules(latest, redactor, operationalText).check(run);
        return errors.isEmpty()
                ? new Reading.Valid(CanonicalRun.of(run), Privacy.Mode.STRICT)
                : Reading.invalid(List.copyOf(errors));
    }
}
