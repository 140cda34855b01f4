package io.agentops.rca.runs;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;

import org.hibernate.reactive.mutiny.Mutiny;

import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;

/**
 * Every change of an RCA run, each one statement that checks what it needs and tells whether it held. Leases follow the
 * database's clock, so that processes need not agree on the time.
 */
@ApplicationScoped
class RcaRuns {

    private static final String COLUMNS = """
            r.project_id, r.rca_run_id, r.run_id, r.content_hash, r.status, r.superseded, r.attempt, r.lease_owner,
            r.lease_until, r.created_at, r.started_at, r.finished_at, r.failure
            """;

    /** Nobody works on the row: it is queued and not resting, or its holder let the lease run out. */
    private static final String FREE = """
            status IN ('queued', 'running') AND coalesce(lease_until, '-infinity') < now()
            """;

    private static final String TAKE = """
            UPDATE rca_run r
               SET status = 'running', attempt = r.attempt + 1, lease_owner = :owner,
                   lease_until = now() + CAST(:lease AS double precision) * interval '1 millisecond',
                   started_at = coalesce(r.started_at, now())
            """;

    private static final String TAKE_ONE = TAKE
            + " WHERE project_id = :project AND rca_run_id = :id AND attempt < :max AND "
            + FREE + " RETURNING " + COLUMNS;

    private static final String TAKE_OLDEST = "WITH due AS (SELECT project_id, rca_run_id FROM rca_run WHERE " + FREE
            + """
                        AND attempt < :max
                        AND (status = 'running'
                             OR created_at <= now() - CAST(:grace AS double precision) * interval '1 millisecond')
                      ORDER BY created_at LIMIT :most FOR UPDATE SKIP LOCKED)
                    """ + TAKE
            + " FROM due WHERE r.project_id = due.project_id AND r.rca_run_id = due.rca_run_id RETURNING " + COLUMNS;

    private static final String GIVE_UP = "WITH due AS (SELECT project_id, rca_run_id FROM rca_run WHERE " + FREE + """
                AND attempt >= :max
              ORDER BY created_at LIMIT :most FOR UPDATE SKIP LOCKED)
            UPDATE rca_run r SET status = 'failed', finished_at = now(), lease_until = NULL, failure = :failure
              FROM due WHERE r.project_id = due.project_id AND r.rca_run_id = due.rca_run_id RETURNING
            """ + COLUMNS;

    private static final String MINE = """
             WHERE project_id = :project AND rca_run_id = :id AND lease_owner = :owner AND attempt = :attempt
            """;

    private static final String RENEW = """
            UPDATE rca_run SET lease_until = now() + CAST(:lease AS double precision) * interval '1 millisecond'
            """ + MINE + " AND status = 'running'";

    // Saying the same ending twice succeeds twice: a writer whose connection broke cannot know whether it was heard.
    private static final String END = """
            UPDATE rca_run
               SET status = :status, failure = :failure, report = CAST(CAST(:report AS text) AS jsonb),
                   finished_at = CASE WHEN :final THEN coalesce(finished_at, now()) END,
                   lease_until = now() + CAST(:rest AS double precision) * interval '1 millisecond'
            """ + MINE + " AND status IN ('running', :status)";

    private static final String RELEASE = """
            UPDATE rca_run SET lease_until = now() WHERE lease_owner = :owner AND status = 'running'
            """;

    private static final String OLDEST_OPEN = """
            SELECT CAST(coalesce(extract(epoch FROM now() - min(created_at)), 0) AS double precision)
              FROM rca_run WHERE status IN ('queued', 'running')
            """;

    private final Mutiny.SessionFactory sessions;
    private final Vertx vertx;
    private final RcaConfig config;

    RcaRuns(Mutiny.SessionFactory sessions, Vertx vertx, RcaConfig config) {
        this.sessions = sessions;
        this.vertx = vertx;
        this.config = config;
    }

    /** Claims one run; null when somebody works on it, it is resting, finished, worn out or unknown. */
    Uni<Claim> take(String projectId, UUID rcaRunId, String owner) {
        return inTransaction(session -> taking(session, TAKE_ONE, owner)
                .setParameter("project", projectId)
                .setParameter("id", rcaRunId)
                .getResultList())
                .map(rows -> rows.isEmpty() ? null : rows.get(0).claim());
    }

    /** Claims up to {@code most} runs that nobody works on, the oldest first, leaving alone those queued within {@code grace}. */
    Uni<List<Claim>> takeOldest(int most, Duration grace, String owner) {
        return inTransaction(session -> taking(session, TAKE_OLDEST, owner)
                .setParameter("grace", millis(grace))
                .setParameter("most", most)
                .getResultList())
                .map(RcaRuns::claims);
    }

    /** Ends as failed up to {@code most} runs whose last permitted attempt died with its process. */
    Uni<List<Claim>> giveUp(int most, String failure) {
        return inTransaction(session -> session.createNativeQuery(GIVE_UP, RcaRun.class)
                .setParameter("max", config.maxAttempts())
                .setParameter("most", most)
                .setParameter("failure", failure)
                .getResultList())
                .map(RcaRuns::claims);
    }

    /** Extends a claim; false when it is lost. */
    Uni<Boolean> renew(Claim claim) {
        return inTransaction(session -> mine(session, RENEW, claim)
                .setParameter("lease", millis(config.lease()))
                .executeUpdate())
                .map(rows -> rows == 1);
    }

    /** Records how an attempt ended; false when the claim was lost, and then nothing is changed. */
    Uni<Boolean> end(Claim claim, Ending ending) {
        return inTransaction(session -> mine(session, END, claim)
                .setParameter("status", ending.status().wireName())
                .setParameter("failure", ending.failure())
                .setParameter("report", ending.report())
                .setParameter("final", ending.status().isFinal())
                .setParameter("rest", ending.rest() == null ? null : millis(ending.rest()))
                .executeUpdate())
                .map(rows -> rows == 1);
    }

    /** Lets others take over at once what {@code owner} still holds; the answer is how many runs. */
    Uni<Integer> release(String owner) {
        return inTransaction(
                session -> session.createNativeQuery(RELEASE).setParameter("owner", owner).executeUpdate());
    }

    /** The age in seconds of the oldest run that is not finished; 0 when there is none. */
    Uni<Double> oldestOpen() {
        return inTransaction(session -> session.createNativeQuery(OLDEST_OPEN, Double.class).getSingleResult());
    }

    private Mutiny.SelectionQuery<RcaRun> taking(Mutiny.StatelessSession session, String sql, String owner) {
        return session.createNativeQuery(sql, RcaRun.class)
                .setParameter("owner", owner)
                .setParameter("lease", millis(config.lease()))
                .setParameter("max", config.maxAttempts());
    }

    private static Mutiny.Query<?> mine(Mutiny.StatelessSession session, String sql, Claim claim) {
        return session.createNativeQuery(sql)
                .setParameter("project", claim.projectId())
                .setParameter("id", claim.rcaRunId())
                .setParameter("owner", claim.owner())
                .setParameter("attempt", claim.attempt());
    }

    private static List<Claim> claims(List<RcaRun> rows) {
        return rows.stream().map(RcaRun::claim).toList();
    }

    private static Double millis(Duration duration) {
        return (double) duration.toMillis();
    }

    // Whoever asked may stop waiting, but a statement under way is never cut off: its session must be closed in order.
    private <T> Uni<T> inTransaction(Function<Mutiny.StatelessSession, Uni<T>> work) {
        Uni<T> whole = sessions.openStatelessSession()
                .chain(session -> session.withTransaction(tx -> work.apply(session)).eventually(session::close))
                .runSubscriptionOn(this::onItsOwnContext);
        return Uni.createFrom().<T>emitter(caller -> whole.subscribe().with(caller::complete, caller::fail))
                .ifNoItem().after(config.patience()).fail();
    }

    // Sessions work on event loops only, and one bound to the caller's context would be shared by an analysis and the
    // renewal of its lease, which run at once.
    private void onItsOwnContext(Runnable work) {
        VertxContext.createNewDuplicatedContext(vertx.getOrCreateContext()).runOnContext(nothing -> work.run());
    }
}
