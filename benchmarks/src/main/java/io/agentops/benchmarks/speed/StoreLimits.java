package io.agentops.benchmarks.speed;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;

/**
 * What the tables themselves can take: rows the writer has stored are stored again under other ids, as many a transaction as the
 * writer puts into one, over one connection, by set-based inserts without any merging, and by COPY. All of it is made before the
 * clock starts.
 */
final class StoreLimits implements AutoCloseable {

    private static final List<String> TABLES = List.of("run_key", "run", "run_payload", "step", "tool_call");
    private static final int RUNS_OF_BATCH = 400;

    /** How a type's values are given to {@code unnest}. */
    private static final Map<String, Class<?>> ELEMENTS = Map.of("text", String.class, "date", LocalDate.class,
            "timestamp with time zone", OffsetDateTime.class, "integer", Integer.class, "bigint", Long.class,
            "double precision", Double.class, "boolean", Boolean.class, "numeric", BigDecimal.class);

    private final Vertx vertx = Vertx.vertx();
    private final Pool pool;
    private final Connection connection;
    private final CopyManager copy;
    private final String prefix;
    private final int batches;

    /**
     * Prepares for rows of the runs whose ids begin so.
     *
     * @param runs how many of them are used
     */
    StoreLimits(LocalPlatform platform, String prefix, int runs) throws SQLException {
        this.prefix = prefix;
        batches = runs / RUNS_OF_BATCH;
        pool = PgBuilder.pool().using(vertx).connectingTo(platform.databaseUri()).with(new PoolOptions().setMaxSize(1))
                .build();
        connection = platform.database();
        copy = connection.unwrap(PGConnection.class).getCopyAPI();
    }

    private record Column(String name, String type) {

        String selected() {
            return asText() ? name + "::text" : name;
        }

        String taken(int place) {
            return asText()
                    ? "unnest($" + place + "::text[])::" + type
                    : "unnest($" + place + "::" + type + "[])";
        }

        String elementType() {
            return asText() ? "text" : type;
        }

        /** The client has no arrays of JSON, and {@code unnest} none of arrays. */
        private boolean asText() {
            return type.equals("jsonb") || type.equals("text[]");
        }
    }

    private record Insert(String sql, Tuple rows) {}

    /** Rows of steps and tool calls a second, by {@code INSERT … SELECT unnest(…)}. */
    double unnest() throws ExecutionException, InterruptedException {
        List<List<Insert>> prepared = new ArrayList<>();
        for (int batch = 0; batch < batches; batch++) {
            List<Insert> inserts = new ArrayList<>();
            for (String table : TABLES) {
                inserts.add(insert(table, batch));
            }
            prepared.add(inserts);
        }
        long start = System.nanoTime();
        for (List<Insert> inserts : prepared) {
            await(pool.withTransaction(connected -> inAll(connected, inserts)));
        }
        return perSecond(start);
    }

    private static Future<Void> inAll(SqlConnection connected, List<Insert> inserts) {
        return Future.all(inserts.stream()
                .map(insert -> connected.preparedQuery(insert.sql).execute(insert.rows)).toList()).mapEmpty();
    }

    private Insert insert(String table, int batch) throws ExecutionException, InterruptedException {
        List<Column> columns = columns(table);
        String selected = columns.stream().map(column -> column.name.equals("run_id")
                ? "overlay(run_id placing 'lim' from 1)"
                : column.selected()).collect(Collectors.joining(", "));
        RowSet<Row> rows = await(pool.preparedQuery("SELECT " + selected + " FROM " + ofBatch(table, batch)).execute());
        Tuple arguments = Tuple.tuple();
        for (int i = 0; i < columns.size(); i++) {
            Class<?> element = ELEMENTS.get(columns.get(i).elementType());
            Object values = Array.newInstance(element, rows.size());
            int at = 0;
            for (Row row : rows) {
                Array.set(values, at++, row.get(element, i));
            }
            arguments.addValue(values);
        }
        String names = columns.stream().map(Column::name).collect(Collectors.joining(", "));
        return new Insert("INSERT INTO " + table + " (" + names + ") SELECT "
                + IntStream.range(0, columns.size()).mapToObj(i -> columns.get(i).taken(i + 1))
                        .collect(Collectors.joining(", ")),
                arguments);
    }

    private List<Column> columns(String table) throws ExecutionException, InterruptedException {
        List<Column> columns = new ArrayList<>();
        for (Row row : await(pool
                .preparedQuery("SELECT column_name::text, CASE data_type WHEN 'ARRAY' THEN 'text[]' ELSE data_type END "
                        + "FROM information_schema.columns "
                        + "WHERE table_name = $1 AND is_generated = 'NEVER' ORDER BY ordinal_position")
                .execute(Tuple.of(table)))) {
            columns.add(new Column(row.getString(0), row.getString(1)));
        }
        return columns;
    }

    /** The same, by COPY. */
    double copy() throws SQLException, IOException, ExecutionException, InterruptedException {
        List<List<byte[]>> prepared = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (String table : TABLES) {
            names.add(columns(table).stream().map(Column::name).collect(Collectors.joining(", ")));
        }
        for (int batch = 0; batch < batches; batch++) {
            List<byte[]> tables = new ArrayList<>();
            for (int i = 0; i < TABLES.size(); i++) {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                copy.copyOut("COPY (SELECT " + names.get(i) + " FROM " + ofBatch(TABLES.get(i), batch) + ") TO STDOUT",
                        out);
                tables.add(new Template(out.toByteArray(), prefix.getBytes(StandardCharsets.US_ASCII))
                        .with(prefix.replaceFirst("...", "cpy").getBytes(StandardCharsets.US_ASCII)));
            }
            prepared.add(tables);
        }
        connection.setAutoCommit(false);
        long start = System.nanoTime();
        for (List<byte[]> tables : prepared) {
            for (int i = 0; i < tables.size(); i++) {
                copy.copyIn("COPY " + TABLES.get(i) + " (" + names.get(i) + ") FROM STDIN",
                        new ByteArrayInputStream(tables.get(i)));
            }
            connection.commit();
        }
        return perSecond(start);
    }

    private String ofBatch(String table, int batch) {
        String first = Messages.runId(prefix.substring("run-".length()), (long) batch * RUNS_OF_BATCH);
        String end = Messages.runId(prefix.substring("run-".length()), (batch + 1L) * RUNS_OF_BATCH);
        return table + " WHERE project_id = 'default' AND run_id >= '" + first + "' AND run_id < '" + end
                + "' ORDER BY run_id";
    }

    private double perSecond(long start) {
        return (double) batches * RUNS_OF_BATCH * Messages.ROWS_OF_RUN / ((System.nanoTime() - start) / 1e9);
    }

    private static <T> T await(Future<T> future) throws ExecutionException, InterruptedException {
        return future.toCompletionStage().toCompletableFuture().get();
    }

    @Override
    public void close() throws SQLException {
        pool.close();
        vertx.close();
        connection.close();
    }
}
