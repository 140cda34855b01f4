package io.agentops.sdk;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One step of a {@link Run}, reported when it is closed.
 *
 * <p>
 * <strong>How a step ends.</strong> Java closes a resource in the same way whether its block ended normally or by an
 * exception, before any {@code catch} clause runs, and never shows it the exception. So there are two forms, and neither
 * claims what it cannot know:
 * <ul>
 * <li>{@link Run#step(StepType, String, Body)} and {@link Run#inStep} see every exception that leaves the step: it ends as
 * {@code failure} and the exception goes on unchanged; otherwise it ends as {@code success}.
 * <li>A step in try-with-resources ends as whatever it was told: {@link #succeed()}, {@link #fail(Throwable)} or
 * {@link #fail(FailureType, String, String)}. Told nothing, it is sent without a status: ended, outcome not told. It may be
 * told after it is closed, which is when a {@code catch} clause runs:
 * </ul>
 *
 * <pre>{@code
 * Step step = run.step(StepType.TOOL, "price_lookup");
 * try (step) {
 *     price = prices.of(item);
 *     step.succeed();
 * } catch (IOException e) {
 *     throw step.fail(e);
 * }
 * }</pre>
 *
 * <p>
 * Nothing here throws. May be used by several threads.
 */
public final class Step implements AutoCloseable {

    /** How many entries the metadata of a step may have; further ones are dropped and counted. */
    public static final int MOST_METADATA = 32;

    private static final String SUCCESS = "success";
    private static final String FAILURE = "failure";
    private static final long OPEN = -1;

    private final Run run;
    private final String stepId;
    private final int seq;
    private final StepType type;
    private final String name;
    private final long startedAt;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Object> metadata = new LinkedHashMap<>();
    private String status;
    private Report.Failed failure;
    private long endedAt = OPEN;

    Step(Run run, String stepId, int seq, StepType type, String name) {
        this.run = run;
        this.stepId = stepId;
        this.seq = seq;
        this.type = type;
        this.name = name;
        this.startedAt = run.nanosSinceStart();
    }

    /** The step's id, unique within its run. */
    public String stepId() {
        return stepId;
    }

    /**
     * Adds a label, such as {@code "hit"} under {@code "cache"}. The value is a label as the names of
     * {@link Run#step(StepType, String) steps} are, the name has at most 64 letters, digits, dots, dashes and underscores.
     * Anything else is dropped and counted, as content has no place here; so is what the platform refuses for its name, e.g.
     * {@code prompt}.
     */
    public Step metadata(String label, String value) {
        return put(label, Labels.isLabel(value) ? value : null);
    }

    /** Adds a number; one that is not finite is dropped and counted. */
    public Step metadata(String label, Number value) {
        return put(label, Labels.number(value));
    }

    /** Adds a flag. */
    public Step metadata(String label, Boolean value) {
        return put(label, value);
    }

    private Step put(String label, Object value) {
        boolean late = false;
        boolean valid = value != null && Labels.isName(label);
        lock.lock();
        try {
            late = endedAt != OPEN;
            valid &= metadata.size() < MOST_METADATA || metadata.containsKey(label);
            if (valid && !late) {
                metadata.put(label, value);
                return this;
            }
        } finally {
            lock.unlock();
        }
        run.dropped(valid ? DropReason.LATE : DropReason.INVALID);
        return this;
    }

    /** Says that the step did what it should; a failure told before or later is stronger. */
    public void succeed() {
        end(SUCCESS, null, false);
    }

    /**
     * Says that an exception ended the step. Of the exception only its class is sent, as the metadata {@code exception}, and
     * as the failure's code {@code timeout} or {@code exception}; its message may hold content.
     *
     * @return the same exception, so that one can write {@code throw step.fail(e)}
     */
    public <E extends Throwable> E fail(E exception) {
        String thrown = Labels.exception(exception);
        lock.lock();
        try {
            if (thrown != null) {
                metadata.put("exception", thrown);
            }
        } finally {
            lock.unlock();
        }
        end(FAILURE, run.failed(exception, type.failureType(), stepId), false);
        return exception;
    }

    /**
     * Says that the step failed, where no exception says it.
     *
     * @param failureType null for the one that belongs to the step's type
     * @param code a label such as {@code timeout}, {@code schema_invalid}, {@code empty_retrieval}
     * @param message for people, written by the developer, as of {@link Run#recordFailure}; may be null
     */
    public void fail(FailureType failureType, String code, String message) {
        FailureType known = failureType == null ? type.failureType() : failureType;
        end(FAILURE, run.failed(known, code, message, stepId), false);
    }

    /** Like {@link #fail(FailureType, String, String)} with the failure type of the step's type and no message. */
    public void fail(String code) {
        fail(null, code, null);
    }

    /** Ends the step and reports it; again does nothing. */
    @Override
    public void close() {
        end(null, null, true);
    }

    /** Takes what was told, and reports the step when it ends or when what was told changes it after its end. */
    private void end(String told, Report.Failed why, boolean close) {
        Report.StepEnded report = null;
        lock.lock();
        try {
            boolean changed = told != null && !told.equals(status) && !FAILURE.equals(status);
            if (changed) {
                status = told;
            }
            if (why != null) {
                failure = why;
            }
            boolean ends = close && endedAt == OPEN;
            if (ends) {
                endedAt = run.nanosSinceStart();
            }
            if (ends || (changed && endedAt != OPEN)) {
                report = new Report.StepEnded(run, stepId, seq, type, name, status, startedAt, endedAt,
                        new LinkedHashMap<>(metadata), failure);
            }
        } finally {
            lock.unlock();
        }
        if (report != null) {
            run.stepEnded(report, FAILURE.equals(report.status()));
        }
    }
}
