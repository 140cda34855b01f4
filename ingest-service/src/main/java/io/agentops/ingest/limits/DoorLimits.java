package io.agentops.ingest.limits;

import java.time.Duration;
import java.util.Locale;

import jakarta.inject.Singleton;

import io.agentops.ingest.IngestMetrics;
import io.agentops.ingest.ledger.Unit;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.smallrye.mutiny.Uni;

/** What every door asks before it takes a message. Each refusal is counted by door and reason. */
@Startup
@Singleton
public class DoorLimits {

    private static final int ROOM_RETRY_SECONDS = 1;
    private static final int BACKLOG_RETRY_SECONDS = 10;

    private final LimitSettings settings;
    private final RateLimit rates;
    private final Backlog backlog;
    private final MeterRegistry meters;

    DoorLimits(LimitSettings settings, RateLimit rates, Backlog backlog, MeterRegistry meters) {
        if (!(settings.share() > 0)) {
            throw new IllegalArgumentException("agentops.limits.share must be above 0, was " + settings.share());
        }
        this.settings = settings;
        this.rates = rates;
        this.backlog = backlog;
        this.meters = meters;
    }

    /** A room that projects share as is set. */
    public SharedRoom room(Unit unit, long size) {
        return new SharedRoom(unit, size, settings.share());
    }

    /**
     * Takes room for what a project sends; whoever does gives it back.
     *
     * @throws Limited where the project has its share, or the room is full
     */
    public void enter(SharedRoom room, String project, String door, long amount) {
        switch (room.enter(project, amount)) {
            case IN -> {
            }
            case BEYOND_SHARE -> throw refusal(Limited.Reason.SHARE, room.unit(), door, ROOM_RETRY_SECONDS);
            case FULL -> throw refusal(Limited.Reason.FULL, room.unit(), door, ROOM_RETRY_SECONDS);
        }
    }

    /**
     * Lets messages pass on to Kafka.
     *
     * @return fails with {@link Limited} where too many wait there, or the project's rate is spent; usually at once, else after a
     *         quarter of a second at most, on another thread than an event loop's
     */
    public Uni<Void> pass(String project, String door, Unit unit, long messages) {
        try {
            checkBacklog(door, unit);
        } catch (Limited e) {
            return Uni.createFrom().failure(e);
        }
        return rates.take(project, messages).chain(wait -> wait.isZero()
                ? Uni.createFrom().voidItem()
                : Uni.createFrom().failure(refusal(Limited.Reason.RATE, unit, door, seconds(wait))));
    }

    /**
     * What is asked for messages that no rate is set for.
     *
     * @throws Limited where too many wait to be stored
     */
    public void checkBacklog(String door, Unit unit) {
        if (backlog.isTooLong(unit)) {
            throw refusal(Limited.Reason.BACKLOG, unit, door, BACKLOG_RETRY_SECONDS);
        }
    }

    private Limited refusal(Limited.Reason reason, Unit unit, String door, int retryAfterSeconds) {
        meters.counter(IngestMetrics.LIMITED, "door", door, "reason", reason.name().toLowerCase(Locale.ROOT))
                .increment();
        return new Limited(reason, unit, retryAfterSeconds);
    }

    /** Rounded up. */
    private static int seconds(Duration wait) {
        return (int) Math.min(Integer.MAX_VALUE, Math.max(1, wait.plusNanos(999_999_999).toSeconds()));
    }
}
