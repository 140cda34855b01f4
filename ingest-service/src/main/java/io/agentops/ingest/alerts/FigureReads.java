package io.agentops.ingest.alerts;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Function;

import jakarta.inject.Singleton;

import io.agentops.ingest.alerts.Question.Source;
import io.agentops.ingest.alerts.Question.Span;
import io.agentops.ingest.alerts.RuleBody.Filters;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;

/** Answers questions, all that are to be had from one source with one statement. */
@Singleton
class FigureReads {

    /** No statement may hold a connection that writers need for longer. */
    private static final String LIMIT = "SET LOCAL statement_timeout = 10000";

    /** Longer than the statement may take: whatever has not come by then never does. */
    private static final Duration LONGEST = Duration.ofSeconds(30);

    /** A run that took longer is missing from windows of an hour or less. */
    private static final int LONGEST_RUN_DAYS = 7;

    private final Pool pool;

    FigureReads(Pool pool) {
        this.pool = pool;
    }

    private record Asked(int place, Question question, Span span) {}

    /** The answers, in the order of the questions. */
    Uni<List<Figures>> answers(String project, List<Question> questions, Instant now) {
        Map<Source, List<Asked>> bySource = new HashMap<>();
        for (int i = 0; i < questions.size(); i++) {
            for (Span span : questions.get(i).spans()) {
                bySource.computeIfAbsent(questions.get(i).source(), source -> new ArrayList<>())
                        .add(new Asked(i, questions.get(i), span));
            }
        }
        Figures[] answers = new Figures[questions.size()];
        Arrays.fill(answers, Figures.NONE);
        return Multi.createFrom().iterable(bySource.entrySet())
                .onItem().transformToUniAndConcatenate(source -> ask(project, source.getKey(), source.getValue(), now))
                .onItem().invoke(rows -> rows.forEach(row -> answers[row.getInteger("i")] = figures(row)))
                .collect().last().replaceWith(() -> List.of(answers));
    }

    private Uni<RowSet<Row>> ask(String project, Source source, List<Asked> asked, Instant now) {
        Tuple parameters = wanted(project, asked);
        String sql = switch (source) {
            case HOURS -> FigureSql.HOURS;
            case SILENT_RUNS -> FigureSql.SILENT_RUNS;
            case LAST_RUN -> FigureSql.LAST_RUN;
            case AGENTS -> FigureSql.AGENTS;
            case RECENT_RUNS -> {
                Instant first = asked.stream().map(one -> one.span().from()).min(Instant::compareTo).orElseThrow();
                parameters
                        .addValue(LocalDate.ofInstant(first.minus(Duration.ofDays(LONGEST_RUN_DAYS)), ZoneOffset.UTC));
                parameters.addValue(utc(now)).addValue(labels(asked));
                yield FigureSql.RECENT_RUNS;
            }
        };
        return pool.withTransaction(connection -> connection.query(LIMIT).execute()
                .chain(() -> connection.preparedQuery(sql).execute(parameters)))
                .ifNoItem().after(LONGEST).fail();
    }

    private static Tuple wanted(String project, List<Asked> asked) {
        return Tuple.tuple().addValue(project)
                .addValue(asked.stream().map(Asked::place).toArray(Integer[]::new))
                .addValue(texts(asked, one -> one.question().what()))
                .addValue(asked.stream().map(one -> utc(one.span().from())).toArray(OffsetDateTime[]::new))
                .addValue(asked.stream().map(one -> utc(one.span().to())).toArray(OffsetDateTime[]::new))
                .addValue(texts(asked, one -> one.question().filters().agentId()))
                .addValue(texts(asked, one -> one.question().filters().agentVersion()))
                .addValue(texts(asked, one -> one.question().filters().environment()))
                .addValue(texts(asked, FigureReads::name))
                .addValue(texts(asked, one -> one.question().filters().failureCode()));
    }

    /** A filter can be of a tool, a model or a type of failure, and not of two. */
    private static String name(Asked asked) {
        Filters filters = asked.question().filters();
        if (filters.tool() != null) {
            return filters.tool();
        }
        return filters.model() == null ? filters.failureType() : filters.model();
    }

    private static String[] labels(List<Asked> asked) {
        return asked.stream().filter(one -> !List.of("run", "failure").contains(one.question().what()))
                .map(one -> one.question().what() + ":" + name(one)).distinct().toArray(String[]::new);
    }

    private static String[] texts(List<Asked> asked, Function<Asked, String> text) {
        return asked.stream().map(text).toArray(String[]::new);
    }

    private static Figures figures(Row row) {
        if (row.getColumnIndex("buckets") < 0) {
            return new Figures(row.getLong("total"), 0, 0, Figures.NONE.cost(), new TreeMap<>(), false);
        }
        Integer[] buckets = row.getArrayOfIntegers("buckets");
        Long[] counts = row.getArrayOfLongs("counts");
        NavigableMap<Integer, Long> latencies = new TreeMap<>();
        for (int i = 0; i < buckets.length; i++) {
            latencies.merge(buckets[i], counts[i], Long::sum);
        }
        return new Figures(row.getLong("total"), row.getLong("failed"), row.getNumeric("tokens").doubleValue(),
                row.getBigDecimal("cost_usd"), latencies, row.getBoolean("capped"));
    }

    private static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}
