package io.agentops.ingest.retention;

import java.util.List;

/**
 * What keys stand for.
 *
 * @param tables those of which rows stand under a key, without their partitions
 * @param alongside deletes what else goes with the keys that are {@code gone}
 */
record Owner(String name, List<String> tables, String alongside) {

    /** With a run go its analyses: nothing else tells to which day they belonged. */
    static final Owner RUN = new Owner("run", Partitions.OF_RUNS,
            """
                    DELETE FROM rca_run r USING gone WHERE r.project_id = gone.project_id AND r.run_id = gone.run_id""");

    /** With a trace goes what is known of the runs it told of: a run of the same id may be reported again. */
    static final Owner TRACE = new Owner("trace", List.of("span"), """
            DELETE FROM run_trace r USING gone CROSS JOIN unnest(gone.run_ids) AS told(run_id)
             WHERE r.project_id = gone.project_id AND r.run_id = told.run_id AND r.trace_id = gone.trace_id""");

    /**
     * Locks some keys whose time is over, walking from project to project over the index, so that what is kept is never read. Keys
     * that a writer has just now are left to the next round.
     */
    String lock() {
        return """
                WITH RECURSIVE project(id) AS (
                    (SELECT project_id FROM %1$s_key ORDER BY project_id LIMIT 1)
                    UNION ALL
                    SELECT (SELECT k.project_id FROM %1$s_key k WHERE k.project_id > project.id ORDER BY k.project_id LIMIT 1)
                      FROM project
                     WHERE project.id IS NOT NULL)
                SELECT old.project_id, old.day, old.id
                  FROM project
                  LEFT JOIN unnest($2::text[], $3::int[]) AS policy(id, days) ON policy.id = project.id
                 CROSS JOIN LATERAL (
                    SELECT k.project_id, k.day, k.%1$s_id AS id
                      FROM %1$s_key k
                     WHERE k.project_id = project.id
                       AND greatest(k.day, (k.first_stored_at AT TIME ZONE 'UTC')::date)
                           < least($1::date - coalesce(policy.days, $4::int), $5::date)
                     LIMIT $6::int
                       FOR UPDATE SKIP LOCKED) AS old
                 LIMIT $6::int"""
                .formatted(name);
    }

    /** Deletes of one partition some of the rows that stand under keys. */
    String deleteRows(String partition) {
        return """
                DELETE FROM %1$s WHERE ctid = ANY (ARRAY(
                    SELECT old.ctid
                      FROM unnest($1::text[], $2::date[], $3::text[]) AS gone(project_id, day, id)
                     CROSS JOIN LATERAL (
                        SELECT t.ctid FROM %1$s t
                         WHERE t.project_id = gone.project_id AND t.day = gone.day AND t.%2$s_id = gone.id
                         LIMIT $4::int) AS old
                     LIMIT $4::int))""".formatted(partition, name);
    }

    /** Deletes keys, and what goes with them beside the rows; gives the number of rows. */
    String deleteKeys() {
        return """
                WITH gone AS (
                    DELETE FROM %1$s_key k USING unnest($1::text[], $2::text[]) AS old(project_id, id)
                     WHERE k.project_id = old.project_id AND k.%1$s_id = old.id
                    RETURNING k.*),
                alongside AS (%2$s
                    RETURNING 1)
                SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM alongside)""".formatted(name, alongside);
    }
}
