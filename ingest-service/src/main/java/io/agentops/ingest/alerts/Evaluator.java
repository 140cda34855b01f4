package io.agentops.ingest.alerts;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.agentops.ingest.IngestMetrics;
import io.agentops.ingest.alerts.StateStore.Found;
import io.agentops.ingest.alerts.StateStore.Taken;
import io.agentops.ingest.limits.Backlog;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.pgclient.PgException;

/**
 * Evaluates rules that are due. Any number of processes may: a rule is taken by one. What a process that dies had taken is due
 * again soon, and nothing is lost with it, since what is told is written with the state that tells it.
 */
@ApplicationScoped
class Evaluator {

    private static final Logger LOG = Logger.getLogger(Evaluator.class);
    private static final int AT_ONCE = 100;

    /** What a process that dies had taken is due again after that, and what failed is. */
    private static final Duration LEASE = Duration.ofSeconds(60);

    /** A round takes no more after that; the next one goes on. */
    private static final Duration LONGEST_ROUND = Duration.ofSeconds(20);

    /** Rules are due a little before the next round comes, which is never quite on time. */
    private static final Duration SOON = Duration.ofSeconds(15);

    /** A rule over days is evaluated less often than one over minutes. */
    private static final Duration RAREST = Duration.ofMinutes(5);
    private static final int TIMES_A_WINDOW = 60;

    private static final Set<String> OF_DATA = Set.of("22", "23", "54");

    private final StateStore states;
    private final FigureReads figures;
    private final RuleReader reader;
    private final Backlog backlog;
    private final MeterRegistry meters;
    private final Clock clock = Clock.systemUTC();

    Evaluator(StateStore states, FigureReads figures, RuleReader reader, Backlog backlog, MeterRegistry meters) {
        this.states = states;
        this.figures = figures;
        this.reader = reader;
        this.backlog = backlog;
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
        return parts(now, clock.instant().plus(LONGEST_ROUND));
    }

    private Uni<Void> parts(Instant now, Instant end) {
        return states.take(now, AT_ONCE, LEASE).chain(taken -> {
            Map<String, List<Taken>> byProject = taken.stream().collect(Collectors.groupingBy(Taken::project));
            return Multi.createFrom().iterable(byProject.values())
                    .onItem().transformToUniAndConcatenate(rules -> evaluate(rules, now))
                    .collect().last()
                    .chain(() -> taken.size() < AT_ONCE || clock.instant().isAfter(end)
                            ? Uni.createFrom().voidItem()
                            : parts(now, end));
        });
    }

    private Uni<Void> evaluate(List<Taken> rules, Instant now) {
        List<Work> works = new ArrayList<>();
        List<Taken> broken = new ArrayList<>();
        for (Taken taken : rules) {
            try {
                Rule rule = reader.stored(taken.definition());
                works.add(new Work(taken, rule, rule.condition().questions(now)));
            } catch (RuntimeException e) {
                LOG.warnf("Alert rule %s cannot be read: %s", taken.id(), e.getClass().getSimpleName());
                broken.add(taken);
            }
        }
        return failed(broken).chain(() -> works.isEmpty()
                ? Uni.createFrom().voidItem()
                : evaluateTogether(works, now)
                        .onFailure(Evaluator::isOfData).recoverWithUni(() -> evaluateEach(works, now))
                        .onFailure().recoverWithUni(e -> failed(works, e)));
    }

    /** Where one of many cannot be evaluated, the others are. What is not the fault of one would come of each again. */
    private Uni<Void> evaluateEach(List<Work> works, Instant now) {
        return Multi.createFrom().iterable(works)
                .onItem().transformToUniAndConcatenate(work -> evaluateTogether(List.of(work), now)
                        .onFailure(Evaluator::isOfData).recoverWithUni(e -> failed(List.of(work), e)))
                .collect().last().replaceWithVoid();
    }

    /** Class 22 data exception, 23 constraint violation, 54 program limit exceeded (PostgreSQL, appendix A). */
    private static boolean isOfData(Throwable failure) {
        return failure instanceof PgException refused && refused.getSqlState() != null
                && OF_DATA.contains(refused.getSqlState().substring(0, 2));
    }

    private Uni<Void> failed(List<Work> works, Throwable failure) {
        LOG.warnf("%d alert rules, of which one is %s, could not be evaluated: %s", works.size(),
                works.get(0).taken().id(), failure.getClass().getSimpleName());
        return failed(works.stream().map(Work::taken).toList());
    }

    private Uni<Void> failed(List<Taken> rules) {
        count("failed", rules.size());
        return rules.isEmpty() ? Uni.createFrom().voidItem() : states.failed(rules);
    }

    private Uni<Void> evaluateTogether(List<Work> works, Instant now) {
        List<Question> questions = works.stream().flatMap(work -> work.questions().stream()).toList();
        boolean behind = backlog.isBehind();
        return figures.answers(works.get(0).taken().project(), questions, now)
                .chain(answers -> judgeAll(works, answers, behind, now));
    }

    private Uni<Void> judgeAll(List<Work> works, List<Figures> answers, boolean behind, Instant now) {
        List<Found> quiet = new ArrayList<>();
        List<Found> loud = new ArrayList<>();
        List<Taken> broken = new ArrayList<>();
        int next = 0;
        for (Work work : works) {
            List<Figures> own = answers.subList(next, next + work.questions().size());
            next += own.size();
            try {
                Found found = judge(work, own, behind, now);
                (found.step().happenings().isEmpty() ? quiet : loud).add(found);
            } catch (RuntimeException e) {
                LOG.warnf("Alert rule %s cannot be judged: %s", work.taken().id(), e.getClass().getSimpleName());
                broken.add(work.taken());
            }
        }
        return failed(broken)
                .chain(() -> states.writeQuiet(quiet, now)).invoke(written -> count("done", written))
                .chain(() -> Multi.createFrom().iterable(loud)
                        .onItem().transformToUniAndConcatenate(found -> states.write(found, now)
                                .invoke(written -> count("done", written ? 1 : 0)))
                        .collect().last().replaceWithVoid());
    }

    private static Found judge(Work work, List<Figures> answers, boolean behind, Instant now) {
        Taken taken = work.taken();
        Condition condition = work.rule().condition();
        Verdict verdict = behind && condition.holdsForWantOfRuns()
                ? Verdict.unknown(Map.of("writers_behind", true))
                : condition.judge(answers, now);
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

    private void count(String outcome, int rules) {
        meters.counter(IngestMetrics.ALERT_EVALUATIONS, "outcome", outcome).increment(rules);
    }
}
