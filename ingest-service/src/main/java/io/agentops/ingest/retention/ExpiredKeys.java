package io.agentops.ingest.retention;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Transaction;
import io.vertx.mutiny.sqlclient.Tuple;

/**
 * Deletes runs and traces whose time is over, key and rows together: what came late is kept as long as what came in time, from the
 * day it came. A transaction takes some keys and a bounded number of their rows, and the keys only once no row is left.
 */
final class ExpiredKeys {

    private static final int KEYS = 1_000;
    private static final int ROWS = 5_000;

    /** A round ends some time; what is left then is the next one's. */
    private static final int MOST_BATCHES = 2_000;

    private final SqlConnection connection;
    private final Owner owner;
    private final List<Partition> partitions;
    private final Tuple policy;

    /**
     * @param partitions those that may hold rows of days that are over
     * @param end keys of this day and later stay, though their time be over
     */
    ExpiredKeys(SqlConnection connection, Owner owner, List<Partition> partitions, Policy policy, LocalDate today,
            LocalDate end) {
        this.connection = connection;
        this.owner = owner;
        this.partitions = partitions.stream().filter(partition -> owner.tables().contains(partition.parent())).toList();
        List<Map.Entry<String, Integer>> own = List.copyOf(policy.projects().entrySet());
        this.policy = Tuple.of(today, own.stream().map(Map.Entry::getKey).toArray(String[]::new),
                own.stream().map(Map.Entry::getValue).toArray(Integer[]::new), policy.days(), end, KEYS);
    }

    private record Batch(long rows, boolean isLast) {

        static final Batch NONE = new Batch(0, true);
    }

    private record Keys(List<String> projects, List<LocalDate> days, List<String> ids) {

        Tuple withoutDays() {
            return Tuple.of(projects.toArray(String[]::new), ids.toArray(String[]::new));
        }

        Tuple limited(int rows) {
            return Tuple.of(projects.toArray(String[]::new), days.toArray(LocalDate[]::new),
                    ids.toArray(String[]::new), rows);
        }
    }

    /** Gives the number of rows, keys included. */
    Uni<Long> delete() {
        return Multi.createBy().repeating()
                .uni(() -> Steps.unlessInTheWay(connection.begin().chain(this::batch), Batch.NONE))
                .whilst(batch -> !batch.isLast)
                .select().first(MOST_BATCHES)
                .collect().with(Collectors.summingLong(Batch::rows));
    }

    private Uni<Batch> batch(Transaction transaction) {
        return lock().chain(keys -> keys.ids.isEmpty()
                ? Uni.createFrom().item(Batch.NONE)
                : rows(keys).chain(rows -> rows == ROWS
                        ? Uni.createFrom().item(new Batch(rows, false))
                        : keys(keys).map(gone -> new Batch(rows + gone, keys.ids.size() < KEYS))))
                .call(transaction::commit)
                .onFailure().call(() -> transaction.rollback().onFailure().recoverWithNull());
    }

    private Uni<Keys> lock() {
        return connection.preparedQuery(owner.lock()).execute(policy).map(found -> {
            Keys keys = new Keys(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
            for (Row row : found) {
                keys.projects.add(row.getString(0));
                keys.days.add(row.getLocalDate(1));
                keys.ids.add(row.getString(2));
            }
            return keys;
        });
    }

    private Uni<Long> rows(Keys keys) {
        Set<LocalDate> days = Set.copyOf(keys.days);
        Uni<Long> deleted = Uni.createFrom().item(0L);
        for (Partition partition : partitions) {
            if (partition.day() == null || days.contains(partition.day())) {
                deleted = deleted.chain(before -> before == ROWS
                        ? Uni.createFrom().item(before)
                        : rows(keys, partition, (int) (ROWS - before)).map(more -> before + more));
            }
        }
        return deleted;
    }

    private Uni<Integer> rows(Keys keys, Partition partition, int most) {
        return connection.preparedQuery(owner.deleteRows(partition.name())).execute(keys.limited(most))
                .map(rows -> rows.rowCount());
    }

    private Uni<Long> keys(Keys keys) {
        return connection.preparedQuery(owner.deleteKeys()).execute(keys.withoutDays())
                .map(rows -> rows.iterator().next().getLong(0));
    }
}
