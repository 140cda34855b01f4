package io.agentops.localstack.drill;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.agentops.localstack.PlatformApi;
import io.agentops.localstack.StackException;
import io.agentops.localstack.drill.Requests.Asked;
import io.agentops.localstack.platform.DemoAgent;

/** Carries rounds out: controls, a fault, requests under it, a recovery, and the grades of the runs. */
final class Exercise implements AutoCloseable {

    private static final Duration READY = Duration.ofMinutes(4);
    private static final Duration ARMED = Duration.ofSeconds(20);
    private static final Duration DETECTED = Duration.ofSeconds(30);
    private static final Duration RECOVERED = Duration.ofSeconds(90);
    private static final int TTL_SECONDS = 180;
    private static final int CONTROLS = 2;
    private static final int GRADED = 3;
    private static final int CALLERS = 6;

    private final Agents agents;
    private final Requests requests;
    private final Grader grader;
    private final long seed;
    private final ExecutorService threads = Executors.newFixedThreadPool(CALLERS + 1, task -> {
        Thread thread = new Thread(task, "drill");
        thread.setDaemon(true);
        return thread;
    });

    Exercise(int base, long seed) {
        PlatformApi platform = new PlatformApi(base);
        this.agents = new Agents(platform);
        this.requests = new Requests(base, seed);
        this.grader = new Grader(platform);
        this.seed = seed;
    }

    /** A fault that is on an agent now. */
    private record Armed(String faultId, DemoAgent hurt, long pid, int restarts, Future<Optional<Duration>> detected) {}

    /**
     * Hurts an agent once.
     *
     * @param hurt whom, with faults on the way to the tools; a crash always hits the summary agent, and is seen by the chat agent
     * @throws StackException when the platform refuses, or the agents are not healthy before
     */
    Round round(FaultClass fault, DemoAgent hurt) throws InterruptedException {
        DemoAgent target = fault == FaultClass.CRASH ? DemoAgent.SUMMARY : hurt;
        awaitReady(target);
        List<Asked> calm = wanted(fault, target, CONTROLS);
        List<String> controls = ask(calm);
        Armed armed = arm(fault, target);
        List<Asked> hit = wanted(fault, target, GRADED);
        List<String> runs = ask(hit);
        Optional<Duration> detected = detect(fault, armed);
        Optional<Duration> recovered = recover(fault, armed);
        int restarts = agents.restarts(target) - armed.restarts();
        return new Round(fault, grades(calm, controls, armed), grades(hit, runs, armed), detected, recovered, restarts);
    }

    /** Both are needed; only the one that is hurt must not be watched after an earlier recovery any more. */
    private void awaitReady(DemoAgent target) throws InterruptedException {
        for (DemoAgent agent : DemoAgent.values()) {
            if (Waiting.until(READY, () -> agents.isHealthy(agent) && (agent != target || !agents.isRecovering(agent)))
                    .isEmpty()) {
                throw new StackException("%s is not healthy after %d s".formatted(agent.id(), READY.toSeconds()));
            }
        }
    }

    private List<Asked> wanted(FaultClass fault, DemoAgent hurt, int count) {
        return fault == FaultClass.CRASH ? requests.handOvers(count) : requests.searches(hurt, count);
    }

    private Armed arm(FaultClass fault, DemoAgent hurt) throws InterruptedException {
        boolean crash = fault == FaultClass.CRASH;
        agents.decide(hurt, crash ? "automatic" : "manual");
        if (crash) {
            agents.reset(hurt);
        }
        String faultId = "drill-" + UUID.randomUUID();
        long pid = agents.pid(hurt);
        int restarts = agents.restarts(hurt);
        agents.arm(hurt, fault.wish(faultId, TTL_SECONDS, seed));
        Future<Optional<Duration>> detected = threads
                .submit(() -> Waiting.until(DETECTED, () -> agents.isHurt(hurt)));
        if (Waiting.until(ARMED, () -> agents.isTold(hurt, faultId)).isEmpty()) {
            throw new StackException("The sidecar of %s did not tell of %s within %d s".formatted(hurt.id(),
                    fault.wireName(), ARMED.toSeconds()));
        }
        return new Armed(faultId, hurt, pid, restarts, detected);
    }

    /** Keeps users coming until the agent's state tells of the fault, or the time is over. */
    private Optional<Duration> detect(FaultClass fault, Armed armed) throws InterruptedException {
        while (!armed.detected().isDone()) {
            ask(wanted(fault, armed.hurt(), CALLERS));
            Waiting.until(Duration.ofSeconds(1), armed.detected()::isDone);
        }
        return result(armed.detected());
    }

    /** By the healing policy after a crash, else on demand. */
    private Optional<Duration> recover(FaultClass fault, Armed armed) throws InterruptedException {
        if (fault != FaultClass.CRASH) {
            agents.recover(armed.hurt());
        }
        Optional<Duration> recovered = awaitAnother(armed);
        if (recovered.isEmpty()) {
            agents.recover(armed.hurt());
            awaitAnother(armed);
        }
        agents.clear(armed.hurt());
        return recovered;
    }

    private Optional<Duration> awaitAnother(Armed armed) throws InterruptedException {
        return Waiting.until(RECOVERED, () -> {
            long pid = agents.pid(armed.hurt());
            return pid != 0 && pid != armed.pid() && agents.isHealthy(armed.hurt());
        });
    }

    /** All at once; the ids of their runs, in the same order. */
    private List<String> ask(List<Asked> all) throws InterruptedException {
        List<Future<String>> answers = all.stream().map(asked -> threads.submit(() -> requests.ask(asked))).toList();
        List<String> runs = new ArrayList<>();
        for (Future<String> answer : answers) {
            runs.add(result(answer));
        }
        return runs;
    }

    private List<Grade> grades(List<Asked> asked, List<String> runs, Armed armed) throws InterruptedException {
        List<Grade> grades = new ArrayList<>();
        for (int i = 0; i < runs.size(); i++) {
            grades.add(grader.grade(runs.get(i), asked.get(i).tool(), armed.faultId()));
        }
        return grades;
    }

    private static <T> T result(Future<T> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof StackException cause
                    ? cause
                    : new StackException("A request of the drill failed", e.getCause());
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
