package io.agentops.benchmarks.faults;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/** Every fault of the chosen kinds, dealt in random order; when all were dealt, they are shuffled and dealt again. */
final class Deck {

    private static final Duration LONGEST_LATER_PAUSE = Duration.ofSeconds(30);

    private final Plan plan;
    private final Cluster cluster;
    private final Random random;
    private final Deque<Fault> left = new ArrayDeque<>();
    private boolean dealt;

    Deck(Plan plan, Cluster cluster) {
        this.plan = plan;
        this.cluster = cluster;
        this.random = new Random(plan.seed());
    }

    /** The next fault. */
    Fault deal() {
        if (left.isEmpty()) {
            List<Fault> all = plan.waits() ? all() : each();
            Collections.shuffle(all, random);
            left.addAll(all);
            dealt = true;
        }
        return left.pop();
    }

    /** How many are left before they are shuffled again. */
    int left() {
        return left.size();
    }

    private List<Fault> all() {
        List<Fault> all = each();
        if (plan.kinds().contains(FaultKind.PAUSE)) {
            for (Victim victim : List.of(Victim.INGEST, Victim.KAFKA, Victim.REDIS, Victim.RCA)) {
                all.add(new Pause(cluster, victim, longAsAny()));
            }
        }
        if (plan.kinds().contains(FaultKind.NETWORK)) {
            for (Victim part : List.of(Victim.POSTGRESQL, Victim.KAFKA, Victim.REDIS)) {
                for (TcpProxy.Mode mode : TcpProxy.Mode.values()) {
                    if (mode != TcpProxy.Mode.PASS) {
                        all.add(new BadNetwork(cluster, part, mode, longAsAny()));
                    }
                }
            }
        }
        if (plan.kinds().contains(FaultKind.REBALANCE)) {
            all.add(new SecondIngest(cluster, false, longAsAny().plus(plan.longest())));
        }
        return all;
    }

    /** One of each kind, and of kills and the network one for each process. */
    private List<Fault> each() {
        List<Fault> faults = new ArrayList<>();
        if (plan.kinds().contains(FaultKind.REBALANCE)) {
            faults.add(new SecondIngest(cluster, true, longAsAny().plus(plan.longest())));
        }
        if (plan.kinds().contains(FaultKind.KILL)) {
            for (Victim victim : Victim.values()) {
                faults.add(new Kill(cluster, victim));
            }
        }
        if (plan.kinds().contains(FaultKind.PAUSE)) {
            faults.add(new Pause(cluster, Victim.POSTGRESQL,
                    dealt && plan.postgresPause().compareTo(LONGEST_LATER_PAUSE) > 0
                            ? LONGEST_LATER_PAUSE
                            : plan.postgresPause()));
        }
        if (plan.kinds().contains(FaultKind.NETWORK) && !plan.waits()) {
            TcpProxy.Mode[] modes = TcpProxy.Mode.values();
            for (Victim part : List.of(Victim.POSTGRESQL, Victim.KAFKA, Victim.REDIS)) {
                faults.add(new BadNetwork(cluster, part, modes[random.nextInt(1, modes.length)], longAsAny()));
            }
        }
        if (plan.kinds().contains(FaultKind.DISK)) {
            cluster.disk().ifPresent(disk -> faults.add(new FullDisk(disk, longAsAny())));
        }
        return faults;
    }

    /** From a second to the longest. */
    private Duration longAsAny() {
        return Duration.ofMillis(random.nextLong(1_000, Math.max(1_001, plan.longest().toMillis() + 1)));
    }
}
