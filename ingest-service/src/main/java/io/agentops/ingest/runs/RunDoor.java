package io.agentops.ingest.runs;

import java.util.function.BiFunction;

import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;

import io.agentops.contract.Topics;
import io.agentops.contract.run.AgentRun;
import io.agentops.http.ProblemException;
import io.agentops.ingest.store.StoredOffsets;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;

/** What the HTTP doors for one run have in common, whatever the form. */
@Singleton
public class RunDoor {

    /** What takes longer to parse, and to redact, would keep an event loop from its other requests. */
    private static final int EVENT_LOOP_BYTES = 8_192;

    private final Intake intake;
    private final StoredOffsets storedOffsets;
    private final IntakeSettings settings;

    RunDoor(Intake intake, StoredOffsets storedOffsets, IntakeSettings settings) {
        this.intake = intake;
        this.storedOffsets = storedOffsets;
        this.settings = settings;
    }

    /**
     * Takes one run.
     *
     * @param answer makes the answer's body of the run as kept and its status, {@code stored} or {@code accepted}
     * @return 200 once the run is durable and readable, or 202 when it is only durable within the wait
     */
    public Uni<Response> ingest(RunFormat format, byte[] body, String prefer,
            BiFunction<AgentRun, String, Object> answer) {
        if (body == null || body.length == 0) {
            throw ProblemException.badRequest("The body is empty; a run is expected.");
        }
        if (body.length > settings.runBytes()) {
            throw ProblemException.tooLarge("A run may have at most %,d bytes.".formatted(settings.runBytes()));
        }
        boolean wait = prefer == null || !prefer.contains("respond-async");
        if (body.length <= EVENT_LOOP_BYTES) {
            return accept(format, body, wait, answer);
        }
        return Uni.createFrom().item(body)
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .chain(large -> accept(format, large, wait, answer));
    }

    private Uni<Response> accept(RunFormat format, byte[] body, boolean wait,
            BiFunction<AgentRun, String, Object> answer) {
        Reading reading = intake.read(Topics.DEFAULT_PROJECT, Door.HTTP, format, body);
        if (!(reading instanceof Reading.Valid valid)) {
            return Uni.createFrom().failure(ProblemException.of(((Reading.Refused) reading).problem()));
        }
        return intake.accept(Topics.DEFAULT_PROJECT, Door.HTTP, valid)
                .chain(receipt -> wait
                        ? storedOffsets.await(receipt.offsets(), settings.storedWait())
                        : Uni.createFrom().item(false))
                .map(stored -> Response.status(stored ? 200 : 202)
                        .entity(answer.apply(valid.run(), stored ? "stored" : "accepted"))
                        .build());
    }
}
