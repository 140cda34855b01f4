package io.agentops.ingest.stats;

import java.time.OffsetDateTime;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;

/** Sums up what writers added to the figures of an hour, so that there is one row of each key to read. */
@ApplicationScoped
class StatsFolding {

    private static final Logger LOG = Logger.getLogger(StatsFolding.class);

    /** A round ends some time; what is left then is the next one's. */
    private static final int MOST_HOURS = 500;

    /**
     * An hour that goes on is summed up once it has as many new rows as it has others; one that is over, once, and then for a tenth:
     * for each time it is written anew, as are the sums of its day.
     */
    private static final String HOURS = """
            WITH fresh AS MATERIALIZED (
                SELECT project_id, hour, count(*) AS added FROM run_stat WHERE NOT folded GROUP BY project_id, hour
            )
            SELECT f.project_id, f.hour
              FROM fresh f
             CROSS JOIN LATERAL (SELECT count(*) AS kept FROM run_stat s
                                  WHERE s.project_id = f.project_id AND s.hour = f.hour AND s.folded) AS k
             WHERE CASE WHEN f.hour < now() - interval '2 hours' THEN f.added >= k.kept / 10.0 ELSE f.added >= greatest($1, k.kept) END
             ORDER BY f.added DESC, 1, 2
             LIMIT $2""";

    /** Another process that is at it does the same. */
    private static final String FOLD = """
            SELECT fold_run_stats($1, $2) WHERE pg_try_advisory_xact_lock(hashtext('fold_run_stats'))""";

    private final Pool pool;
    private final FoldSettings settings;

    StatsFolding(Pool pool, FoldSettings settings) {
        this.pool = pool;
        this.settings = settings;
    }

    @Scheduled(every = "{agentops.stats.fold.every}", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> scheduled() {
        return round()
                .onFailure().invoke(e -> LOG.warnf("Figures are left to the next round: %s", e.getMessage()))
                .onFailure().recoverWithNull();
    }

    Uni<Void> round() {
        return pool.preparedQuery(HOURS).execute(Tuple.of((long) settings.rows(), (long) MOST_HOURS))
                .chain(hours -> Multi.createFrom().iterable(hours)
                        .onItem().transformToUniAndConcatenate(this::fold)
                        .collect().last().replaceWithVoid());
    }

    private Uni<Void> fold(Row row) {
        String project = row.getString("project_id");
        OffsetDateTime hour = row.getOffsetDateTime("hour");
        return pool.preparedQuery(FOLD).execute(Tuple.of(project, hour)).replaceWithVoid()
                .onFailure()
                .invoke(e -> LOG.warnf("Figures of %s, %s are left as they are: %s", project, hour, e.getMessage()))
                .onFailure().recoverWithNull();
    }
}
