package io.agentops.sidecar.heartbeat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import io.agentops.contract.agent.DesiredConfig;
import io.agentops.contract.agent.Heartbeat;
import io.agentops.contract.agent.HeartbeatBuilder;
import io.agentops.sidecar.faults.FaultRegistry;
import io.agentops.sidecar.probe.Prober;
import io.agentops.sidecar.process.Recoveries;
import io.vertx.core.Vertx;

/**
 * Tells the platform every few seconds, one request at a time. While it is away heartbeats are kept, and the first that it takes
 * carries them: its return is one request from each sidecar, at a random time.
 */
@Singleton
public class HeartbeatLoop {

    private static final Logger LOG = Logger.getLogger(HeartbeatLoop.class);
    private static final long LOOK_MILLIS = 1000;
    private static final int MOST_DOUBLINGS = 20;

    private final Vertx vertx;
    private final HeartbeatSettings settings;
    private final StatusBoard board;
    private final FaultRegistry faults;
    private final Recoveries recoveries;
    private final Prober prober;
    private final PlatformClient platform;
    private final MissedHeartbeats missed = new MissedHeartbeats(Heartbeat.MOST_MISSED);
    private final AtomicBoolean recovering = new AtomicBoolean();
    private long sequence;
    private boolean sending;
    private int failures;
    private long nextTry = System.nanoTime();
    private long lookTimer;
    private long beatTimer;
    private long sent;
    private long failed;

    public HeartbeatLoop(Vertx vertx, HeartbeatSettings settings, StatusBoard board, FaultRegistry faults,
            Recoveries recoveries,
            Prober prober) {
        this.vertx = vertx;
        this.settings = settings;
        this.board = board;
        this.faults = faults;
        this.recoveries = recoveries;
        this.prober = prober;
        this.platform = new PlatformClient(vertx, settings);
    }

    public void start() {
        lookTimer = vertx.setPeriodic(Math.min(LOOK_MILLIS, settings.interval().toMillis()), tick -> board.look());
        beatTimer = vertx.setPeriodic(settings.interval().toMillis(), tick -> beat());
    }

    public void stop() {
        vertx.cancelTimer(lookTimer);
        vertx.cancelTimer(beatTimer);
        platform.close();
    }

    private synchronized void beat() {
        board.look();
        Heartbeat now = board.snapshot(++sequence);
        if (sending || System.nanoTime() - nextTry < 0) {
            missed.add(now);
            return;
        }
        sending = true;
        Heartbeat whole = HeartbeatBuilder.builder(now).missed(missed.all()).missedDropped(missed.dropped()).build();
        missed.clear();
        platform.send(whole).onSuccess(this::taken).onFailure(cause -> away(whole, cause));
    }

    private synchronized void taken(Optional<DesiredConfig> wanted) {
        if (failures > 0) {
            LOG.info("The platform is back");
        }
        sent++;
        failures = 0;
        sending = false;
        wanted.ifPresent(this::carryOut);
    }

    private void carryOut(DesiredConfig wanted) {
        // In order: a configuration takes effect after the one before, and before its recovery.
        vertx.executeBlocking(() -> {
            faults.apply(wanted);
            board.configured(wanted.configVersion());
            return wanted;
        }).onSuccess(applied -> recover(applied))
                .onFailure(cause -> LOG.error("The configuration cannot be applied", cause));
    }

    private void recover(DesiredConfig wanted) {
        // It is asked for with every heartbeat; those during a restart must not heap up.
        if (wanted.recovery() != null && recovering.compareAndSet(false, true)) {
            vertx.executeBlocking(() -> {
                if (recoveries.carryOut(wanted.recovery(), wanted.serverTime())) {
                    prober.agentStarted();
                }
                return null;
            }, false).onComplete(done -> recovering.set(false))
                    .onFailure(cause -> LOG.error("The recovery cannot be carried out", cause));
        }
    }

    /** What was not taken is told later; those behind it in the meantime are in order already. */
    private synchronized void away(Heartbeat beat, Throwable cause) {
        sending = false;
        failed++;
        missed.putBack(beat);
        if (failures++ == 0) {
            LOG.warnf("The platform does not take heartbeats: %s", cause.getMessage());
        }
        Duration wait = backoff(failures, ThreadLocalRandom.current().nextDouble());
        long asked = cause instanceof PlatformClient.RefusedException refused ? refused.retryAfterSeconds() : 0;
        nextTry = System.nanoTime() + Math.max(wait.toNanos(), TimeUnit.SECONDS.toNanos(asked));
    }

    /**
     * At most an interval after the first failure: the platform calls an agent silent after little more than three.
     *
     * @param random 0 to 1: the whole wait is random, so that sidecars do not come back in step
     */
    Duration backoff(int failuresInARow, double random) {
        double bound = settings.interval().toMillis() * Math.pow(2, Math.min(failuresInARow - 1, MOST_DOUBLINGS));
        return Duration.ofMillis(Math.round(random * Math.min(bound, (double) settings.longestBackoff().toMillis())));
    }

    public synchronized long sent() {
        return sent;
    }

    public synchronized long failed() {
        return failed;
    }

    /** A heartbeat of now, that is not sent. */
    public synchronized Heartbeat now() {
        return HeartbeatBuilder.builder(board.snapshot(sequence)).missed(missed.all()).missedDropped(missed.dropped())
                .build();
    }
}
