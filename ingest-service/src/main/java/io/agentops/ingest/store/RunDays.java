package io.agentops.ingest.store;

import java.time.Clock;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.inject.Singleton;

import io.agentops.ingest.retention.KeptDays;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;

/** Gives days their partitions. */
@Singleton
public class RunDays {

    /** Days older than this when they first appear share the default partitions, however long they are kept. */
    private static final int PARTITIONED_DAYS = 31;

    private final Set<LocalDate> partitioned = ConcurrentHashMap.newKeySet();
    private final Clock clock = Clock.systemUTC();
    private final KeptDays kept;

    RunDays(KeptDays kept) {
        this.kept = kept;
    }

    /** Makes sure that each recent day has partitions; one that retention would drop must not have them. */
    public Uni<Void> prepare(Pool pool, Stream<LocalDate> days) {
        LocalDate today = LocalDate.now(clock);
        LocalDate oldest = Collections.max(List.of(today.minusDays(PARTITIONED_DAYS), kept.first(today)));
        TreeSet<LocalDate> missing = days.collect(Collectors.toCollection(TreeSet::new));
        missing.removeIf(day -> partitioned.contains(day) || day.isBefore(oldest) || day.isAfter(today.plusDays(1)));
        Uni<Void> done = Uni.createFrom().voidItem();
        for (LocalDate day : missing) {
            done = done.chain(() -> pool.preparedQuery("CALL create_day_partitions($1)").execute(Tuple.of(day)))
                    .invoke(() -> partitioned.add(day))
                    .replaceWithVoid();
        }
        return done;
    }
}
