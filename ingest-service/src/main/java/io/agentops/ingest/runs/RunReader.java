package io.agentops.ingest.runs;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import jakarta.inject.Singleton;

import io.agentops.contract.run.AgentRun;
import io.agentops.http.Problem;
import io.agentops.ingest.privacy.Privacy;

/** The full form of a run. Lenient only about fields it does not know, which are dropped. */
@Singleton
public class RunReader implements RunFormat {

    private final StrictJson<AgentRun> json = StrictJson.droppingUnknown(AgentRun.class);
    private final Clock clock = Clock.systemUTC();

    RunReader() {}

    @Override
    public Reading read(byte[] message, Duration clockSkew) {
        Instant latest = clock.instant().plus(clockSkew);
        return json.read(message, run -> {
            List<Problem.Error> errors = new RunRules(latest).check(run);
            return errors.isEmpty() ? new Reading.Valid(run, Privacy.Mode.OFF) : Reading.invalid(List.copyOf(errors));
        });
    }
}
