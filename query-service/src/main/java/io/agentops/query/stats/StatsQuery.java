package io.agentops.query.stats;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;

import io.agentops.query.page.Reads;
import io.agentops.query.page.Times;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;

/** Finds figures over runs. */
@ApplicationScoped
class StatsQuery {

    private static final Stats.Runs NO_RUNS = new Stats.Runs(0, 0, 0, 0, 0, 0, null, BigInteger.ZERO, BigInteger.ZERO,
            BigDecimal.ZERO);
    private static final Stats.Calls NO_STEPS = new Stats.Calls(0, 0, null);

    private final Reads reads;

    StatsQuery(Reads reads) {
        this.reads = reads;
    }

    /** Figures over the runs that fit, and over each part of the span if these have a length. */
    Uni<Stats> of(String projectId, StatsFilter filter, Span span, Optional<Duration> part) {
        return window(projectId, span).chain(window -> reads.rows(StatsSql.of(projectId, filter, window, part))
                .map(rows -> stats(window.told(), rows, part.isPresent())));
    }

    private Uni<Window> window(String projectId, Span span) {
        List<Span> edges = span.edges();
        return edges.isEmpty()
                ? Uni.createFrom().item(Window.of(span, edge -> false))
                : reads.rows(StatsSql.busy(projectId, edges)).map(rows -> {
                    Set<Instant> busy = new HashSet<>();
                    rows.forEach(row -> busy.add(Times.instant(row, "hour")));
                    return Window.of(span, edge -> busy.contains(edge.widened().from()));
                });
    }

    private static Stats stats(Span span, RowSet<Row> rows, boolean inParts) {
        Stats.Runs runs = NO_RUNS;
        Stats.Calls steps = NO_STEPS;
        List<Stats.Agent> agents = new ArrayList<>();
        List<Stats.StepType> stepTypes = new ArrayList<>();
        List<Stats.Tool> tools = new ArrayList<>();
        List<Stats.Model> models = new ArrayList<>();
        List<Stats.FailureCode> failures = new ArrayList<>();
        List<Stats.Interval> intervals = new ArrayList<>();
        for (Row row : rows) {
            String kind = row.getString("kind");
            String name = row.getString("name");
            if (row.getInteger("whole") == 1) {
                runs = kind.equals("run") ? runs(row) : runs;
                steps = kind.equals("step") ? calls(row) : steps;
                continue;
            }
            switch (kind) {
                case "run" -> agents.add(new Stats.Agent(row.getString("agent"), row.getString("version"), runs(row)));
                case "step" -> stepTypes.add(new Stats.StepType(name.isEmpty() ? null : name, calls(row)));
                case "tool" -> tools.add(new Stats.Tool(name, calls(row)));
                case "model" -> models.add(new Stats.Model(name, calls(row), tokens(row, "tokens_prompt"),
                        tokens(row, "tokens_completion"), cost(row)));
                case "interval" -> intervals.add(new Stats.Interval(Times.instant(row, "start"), runs(row)));
                default -> failures.add(new Stats.FailureCode(name, row.getString("code"), number(row, "total"),
                        number(row, "failed")));
            }
        }
        return new Stats(span.from(), span.to(), runs, steps, agents, stepTypes, tools, models, failures,
                inParts ? intervals : null);
    }

    private static Stats.Runs runs(Row row) {
        long total = number(row, "total");
        long running = number(row, "running");
        long success = number(row, "succeeded");
        long failure = number(row, "failed");
        return new Stats.Runs(total, running, success, failure, total - running - success - failure,
                BigDecimal.valueOf(100 * success).divide(BigDecimal.valueOf(total), 2, RoundingMode.HALF_UP)
                        .doubleValue(),
                latency(row), tokens(row, "tokens_prompt"), tokens(row, "tokens_completion"), cost(row));
    }

    private static Stats.Calls calls(Row row) {
        return new Stats.Calls(number(row, "total"), number(row, "failed"), latency(row));
    }

    private static Latency latency(Row row) {
        Histogram histogram = new Histogram();
        histogram.add(row.getArrayOfIntegers("buckets"), row.getArrayOfLongs("counts"));
        return histogram.latency();
    }

    private static long number(Row row, String column) {
        return row.getNumeric(column).longValue();
    }

    private static BigInteger tokens(Row row, String column) {
        return row.getBigDecimal(column).toBigInteger();
    }

    /** Without an exponent, which some readers of JSON take for a fraction. */
    private static BigDecimal cost(Row row) {
        BigDecimal cost = row.getBigDecimal("cost_usd").stripTrailingZeros();
        return cost.scale() < 0 ? cost.setScale(0) : cost;
    }
}
