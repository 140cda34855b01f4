package io.agentops.sdk;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonFactory;

/**
 * Reports the runs of one version of one agent. Build one for the life of the agent and close it at the end.
 *
 * <pre>{@code
 * try (AgentTracer tracer = AgentTracer.builder("support-agent", "1.4.2", URI.create("http://localhost:8080")).build();
 *         Run run = tracer.startRun()) {
 *     List<Passage> found = run.step(StepType.RETRIEVE, "search_kb", step -> {
 *         List<Passage> passages = search(question);
 *         step.metadata("result_count", passages.size());
 *         return passages;
 *     });
 * }
 * }</pre>
 *
 * <p>
 * Reporting is putting a small object into a bounded queue: nothing waits for the network, and when the queue is full the
 * report is dropped and counted. One daemon thread sends, in batches, and repeats what failed; the server merges what it
 * is told about a run, so that repeating is harmless. After {@link #close()} the tracer's threads are gone and reports are
 * dropped and counted. A tracer holds no static state, and nothing is bound to a thread unless {@link Run#makeCurrent()} is
 * asked to. Safe for use by any number of threads, virtual ones too.
 */
public final class AgentTracer implements AutoCloseable {

    private final Duration closeWithin;
    private final Counters counters = new Counters();
    private final RunIds ids = new RunIds();
    private final Outbox outbox;
    private final Sender sender;
    /** Of this tracer alone, as two may live in one process. */
    @SuppressWarnings("ThreadLocalUsage")
    private final ThreadLocal<Run> current = new ThreadLocal<>();

    AgentTracer(Settings settings) {
        JsonFactory json = new JsonFactory();
        closeWithin = settings.closeWithin();
        outbox = new Outbox(settings, counters);
        sender = new Sender(settings, outbox, new RunJson(json, settings),
                new BulkEndpoint(settings, new Answers(json, Clock.systemUTC())), counters);
        sender.start();
    }

    /**
     * Begins to build a tracer.
     *
     * @param agentId the agent's stable name, a label as the names of {@link Run#step(StepType, String) steps} are
     * @param agentVersion what is deployed, a label too
     * @param apiUrl where the platform answers, with the path before {@code /v1} if there is one
     */
    public static AgentTracerBuilder builder(String agentId, String agentVersion, URI apiUrl) {
        return new AgentTracerBuilder(agentId, agentVersion, apiUrl);
    }

    /** Begins a run under a new id, a UUIDv7. */
    public Run startRun() {
        return startRun(ids.next(System.currentTimeMillis()));
    }

    /**
     * Begins a run under an id that others know too, or joins it: what several processes report under one id is one run.
     *
     * @param runId 1–128 letters, digits and signs of ASCII, of at most 8 words; any other is replaced by a new id and counted
     */
    public Run startRun(String runId) {
        boolean plain = Labels.isId(runId);
        if (!plain) {
            dropped(DropReason.INVALID);
        }
        Run run = new Run(this, plain ? runId : ids.next(System.currentTimeMillis()), ids.token());
        report(new Report.Started(run));
        return run;
    }

    /**
     * Does work inside a run. An exception that leaves it makes the run a failure and goes on unchanged.
     *
     * @return what the work returns
     * @throws X what the work throws
     */
    public <T, X extends Exception> T run(Body<Run, T, X> body) throws X {
        Run run = startRun();
        try {
            return body.in(run);
        } catch (Throwable thrown) {
            run.fail(thrown);
            throw thrown;
        } finally {
            run.close();
        }
    }

    /**
     * Like {@link #run(Body)}, for work without a result.
     *
     * @throws X what the work throws
     */
    public <X extends Exception> void inRun(Action<Run, X> action) throws X {
        run((Body<Run, Void, X>) run -> {
            action.in(run);
            return null;
        });
    }

    /** The run that a {@link Scope} of this tracer makes current on this thread. */
    public Optional<Run> currentRun() {
        return Optional.ofNullable(current.get());
    }

    /** What became of everything reported so far. */
    public Stats stats() {
        return counters.stats();
    }

    /**
     * Sends what is left, at most for the time to close, and ends the tracer's threads. What could not be sent is counted in
     * {@link #stats()}. Again does nothing. An interrupted thread stays interrupted, and still drains.
     */
    @Override
    public void close() {
        sender.close(closeWithin);
    }

    void report(Report report) {
        outbox.offer(report);
    }

    void dropped(DropReason reason) {
        counters.dropped(reason, 1);
    }

    Scope scopeOf(Run run) {
        return new Scope(current, run);
    }
}
