package io.agentops.ingest.alerts;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.agentops.ingest.IngestMetrics;
import io.agentops.ingest.alerts.StateStore.Found;
import io.agentops.ingest.alerts.StateStore.Taken;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/**
 * Evaluates rules that are due. Any number of processes may: a rule is taken by one. What a process that dies had taken is due
 * again soon, and nothing is lost with it, since what is told is written with the state that tells it.
 */
@ApplicationScoped
class Evaluator {

    private static final Logger LOG = Logger.getLogger(Evaluator.class);
    private static final int MOST_RULES = 2_000;
    private static final int AT_ONCE = 100;

    /** Rules are due a little before the next round comes, which is never quite on time. */
    private static final Duration SOON = Duration.ofSeconds(15);

    /** A rule over days is evaluated less often than one over minutes. */
    private static final Duration RAREST = Duration.ofMinutes(5);
    private static final int TIMES_A_WINDOW = 60;

    private final StateStore states;
    private final FigureReads figures;
    private final RuleReader reader;
    private final MeterRegistry meters;
    private final Clock clock = Clock.systemUTC();

    Evaluator(StateStore states, FigureReads figures, RuleReader reader, MeterRegistry meters) {
        this.states = states;
        this.figures = figures;
        this.reader = reader;
        this.meters = meters;
    }

    private record Work(Taken taken, Rule rule, List<Question> questions) {}

    @Scheduled(every = "{agentops.alerts.every}", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> scheduled() {
        return round(clock.instant())
                .onFailure().invoke(e -> LOG.warnf("Alert rules are left to the next round: %s", e.getMessage()))
                .onFailure().recoverWithNull();
    }

    /** Evaluates what is due at a time, as of that time. */
    Uni<Void> round(Instant now) {
        return states.take(now, MOST_RULES, SOON).chain(taken -> {
            Map<String, List<Taken>> byProject = taken.stream().collect(Collectors.groupingBy(Taken::project));
            return Multi.createFrom().iterable(byProject.values())
                    .onItem().transformToUniAndConcatenate(rules -> evaluate(rules, now))
                    .collect().last().replaceWithVoid();
        });
    }

    private Uni<Void> evaluate(List<Taken> rules, Instant now) {
        List<List<Taken>> parts = new ArrayList<>();
        for (int i = 0; i < rules.size(); i += AT_ONCE) {
            parts.add(rules.subList(i, Math.min(i + AT_ONCE, rules.size())));
        }
        return Multi.createFrom().iterable(parts)
                .onItem().transformToUniAndConcatenate(part -> evaluateTogether(part, now)
                        .onFailure().recoverWithUni(e -> evaluateEach(part, now)))
                .collect().last().replaceWithVoid();
    }

    /** Where one of many cannot be evaluated, the others are. */
    private Uni<Void> evaluateEach(List<Taken> rules, Instant now) {
        return Multi.createFrom().iterable(rules)
                .onItem().transformToUniAndConcatenate(rule -> evaluateTogether(List.of(rule), now)
                        .onFailure().recoverWithUni(e -> failed(rule, e)))
                .collect().last().replaceWithVoid();
    }

    private Uni<Void> failed(Taken rule, Throwable failure) {
        LOG.warnf("Alert rule %s could not be evaluated: %s", rule.id(), failure.getClass().getSimpleName());
        count("failed");
        return states.failed(rule);
    }

    private Uni<Void> evaluateTogether(List<Taken> rules, Instant now) {
        return Uni.createFrom().item(() -> rules.stream().map(taken -> work(taken, now)).toList())
                .chain(works -> figures.answers(rules.get(0).project(),
                        works.stream().flatMap(work -> work.questions().stream()).toList(), now)
                        .chain(answers -> judgeAll(works, answers, now)));
    }

    private Work work(Taken taken, Instant now) {
        Rule rule = reader.stored(taken.definition());
        return new Work(taken, rule, rule.condition().questions(now));
    }

    private Uni<Void> judgeAll(List<Work> works, List<Figures> answers, Instant now) {
        List<Found> quiet = new ArrayList<>();
        List<Uni<Void>> others = new ArrayList<>();
        int next = 0;
        for (Work work : works) {
            List<Figures> own = answers.subList(next, next + work.questions().size());
            next += own.size();
            try {
                Found found = judge(work, own, now);
                if (found.step().happenings().isEmpty()) {
                    quiet.add(found);
                } else {
                    others.add(states.write(found, now).invoke(() -> count("done"))
                            .onFailure().recoverWithUni(e -> failed(work.taken(), e)));
                }
            } catch (RuntimeException e) {
                others.add(Uni.createFrom().deferred(() -> failed(work.taken(), e)));
            }
        }
        others.add(states.writeQuiet(quiet, now).invoke(() -> quiet.forEach(found -> count("done"))));
        return Multi.createFrom().iterable(others)
                .onItem().transformToUniAndConcatenate(one -> one)
                .collect().last().replaceWithVoid();
    }

    private static Found judge(Work work, List<Figures> answers, Instant now) {
        Taken taken = work.taken();
        Verdict verdict = work.rule().condition().judge(answers, now);
        Lifecycle.Step step = Lifecycle.next(work.rule(), taken.state(), verdict, taken.hasReceivers(), taken.muted(),
                now);
        return new Found(taken, work.rule(), step, verdict, now.plus(pause(work.rule())));
    }

    private static Duration pause(Rule rule) {
        Duration share = rule.condition().window().dividedBy(TIMES_A_WINDOW);
        if (share.compareTo(RAREST) > 0) {
            return RAREST;
        }
        return share.compareTo(SOON) < 0 ? SOON : share;
    }

    private void count(String outcome) {
        meters.counter(IngestMetrics.ALERT_EVALUATIONS, "outcome", outcome).increment();
    }
}
