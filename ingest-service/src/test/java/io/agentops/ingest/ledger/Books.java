package io.agentops.ingest.ledger;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

import jakarta.inject.Singleton;

import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;

/** What tests read in the ledger. */
@Singleton
public class Books {

    private static final Duration LONGEST = Duration.ofSeconds(60);

    private final Pool pool;
    private final DoorFlush flush;

    Books(Pool pool, DoorFlush flush) {
        this.pool = pool;
        this.flush = flush;
    }

    /** Messages, over all hours. */
    public record Account(long accepted, long rejected, long stored, long deadLettered) {

        Account minus(Account other) {
            return other == null
                    ? this
                    : new Account(accepted - other.accepted, rejected - other.rejected, stored - other.stored,
                            deadLettered - other.deadLettered);
        }

        boolean isNothing() {
            return accepted == 0 && rejected == 0 && stored == 0 && deadLettered == 0;
        }
    }

    /**
     * Forgets what came before. Tests that kill PostgreSQL, which for tests commits without waiting for its disk, may leave true
     * differences behind.
     */
    public void begin() {
        flush.flush().await().atMost(LONGEST);
        execute("WITH locked AS (SELECT topic, partition FROM ledger_offset ORDER BY topic, partition FOR UPDATE)"
                + " UPDATE ledger_offset o SET first_offset = greatest(next_offset, acked_offset),"
                + " next_offset = greatest(next_offset, acked_offset), records = 0, empty = 0"
                + " FROM locked l WHERE o.topic = l.topic AND o.partition = l.partition");
        execute("TRUNCATE ledger_gap, ledger_count");
    }

    /** Writers that still run lock the same tables, some in another order; PostgreSQL may then end either. */
    private void execute(String sql) {
        pool.query(sql).execute().onFailure(Books::isDeadlock).retry().atMost(10).await().atMost(LONGEST);
    }

    private static boolean isDeadlock(Throwable failure) {
        return failure instanceof PgException error && "40P01".equals(error.getSqlState());
    }

    /** Each of a project's accounts, by door and unit. */
    public Map<String, Account> of(String project) {
        flush.flush().await().atMost(LONGEST);
        Map<String, Account> accounts = new TreeMap<>();
        for (Row row : pool.preparedQuery("""
                SELECT door || ' ' || unit, sum(accepted)::bigint, sum(rejected)::bigint, sum(stored)::bigint,
                       sum(dead_lettered)::bigint
                  FROM ledger WHERE project_id = $1 GROUP BY 1""").execute(Tuple.of(project)).await().atMost(LONGEST)) {
            accounts.put(row.getString(0),
                    new Account(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4)));
        }
        return accounts;
    }

    /** The default project's accounts, once nothing that a door accepted is in flight. */
    public Map<String, Account> settled() {
        Map<String, Account> settled = new HashMap<>();
        await().atMost(LONGEST).ignoreExceptions().until(() -> {
            settled.clear();
            settled.putAll(of("default"));
            return settled.values().stream().noneMatch(
                    account -> account.accepted > account.stored + account.deadLettered);
        });
        return settled;
    }

    /** What came to the default project's accounts since; accounts to which nothing came are left out. */
    public Map<String, Account> since(Map<String, Account> before) {
        Map<String, Account> changes = of("default");
        changes.replaceAll((name, account) -> account.minus(before.get(name)));
        changes.values().removeIf(Account::isNothing);
        return changes;
    }

    /** Waits until exactly this came to the accounts since. */
    public void awaitSince(Map<String, Account> before, Map<String, Account> expected) {
        await().atMost(LONGEST).ignoreExceptions().untilAsserted(
                () -> org.assertj.core.api.Assertions.assertThat(since(before)).isEqualTo(expected));
    }
}
