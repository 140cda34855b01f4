package io.agentops.ingest.store;

import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

/** Adds figures to those that are stored: rows of one key add up. */
final class RunStats {

    private static final String ADD = """
            INSERT INTO run_stat (project_id, hour, kind, agent_name, agent_version, environment, name, total, succeeded, failed,
                                  tokens_prompt, tokens_completion, cost_usd, buckets, counts)
            SELECT unnest($1::text[]), unnest($2::timestamptz[]), unnest($3::text[]), unnest($4::text[]), unnest($5::text[]),
                   unnest($6::text[]), unnest($7::text[]), unnest($8::bigint[]), unnest($9::bigint[]), unnest($10::bigint[]),
                   unnest($11::text[])::numeric, unnest($12::text[])::numeric, unnest($13::text[])::numeric, unnest($14::text[])::integer[],
                   unnest($15::text[])::bigint[]""";

    private RunStats() {}

    static Uni<Void> add(SqlConnection connection, RunFigures figures) {
        List<Map.Entry<RunFigures.Key, RunFigures.Figure>> all = List.copyOf(figures.figures().entrySet());
        if (all.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return connection.preparedQuery(ADD).execute(Tuple.from(List.of(
                texts(all, RunFigures.Key::projectId),
                all.stream().map(entry -> entry.getKey().hour()).toArray(OffsetDateTime[]::new),
                texts(all, RunFigures.Key::kind),
                texts(all, RunFigures.Key::agentName),
                texts(all, RunFigures.Key::agentVersion),
                texts(all, RunFigures.Key::environment),
                texts(all, RunFigures.Key::name),
                numbers(all, RunFigures.Figure::total),
                numbers(all, RunFigures.Figure::succeeded),
                numbers(all, RunFigures.Figure::failed),
                sums(all, figure -> figure.tokensPrompt().toString()),
                sums(all, figure -> figure.tokensCompletion().toString()),
                sums(all, figure -> figure.costUsd().toPlainString()),
                sums(all, figure -> literal(figure.buckets().keySet())),
                sums(all, figure -> literal(figure.buckets().values())))))
                .replaceWithVoid();
    }

    private static String[] texts(List<Map.Entry<RunFigures.Key, RunFigures.Figure>> all,
            Function<RunFigures.Key, String> text) {
        return all.stream().map(entry -> text.apply(entry.getKey())).toArray(String[]::new);
    }

    private static String[] sums(List<Map.Entry<RunFigures.Key, RunFigures.Figure>> all,
            Function<RunFigures.Figure, String> text) {
        return all.stream().map(entry -> text.apply(entry.getValue())).toArray(String[]::new);
    }

    private static Long[] numbers(List<Map.Entry<RunFigures.Key, RunFigures.Figure>> all,
            Function<RunFigures.Figure, Long> number) {
        return all.stream().map(entry -> number.apply(entry.getValue())).toArray(Long[]::new);
    }

    /** The literal of an array. */
    private static String literal(Collection<? extends Number> numbers) {
        return numbers.stream().map(Number::toString).collect(Collectors.joining(",", "{", "}"));
    }
}
