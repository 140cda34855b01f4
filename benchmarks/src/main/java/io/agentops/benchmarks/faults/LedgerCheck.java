package io.agentops.benchmarks.faults;

import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

import com.fasterxml.jackson.databind.JsonNode;

/** Holds the platform's ledger against what the clients counted and what Kafka has. */
final class LedgerCheck {

    private final Cluster cluster;
    private final Client client;
    private final Load load;
    private final Differences differences;
    private JsonNode ledger;

    LedgerCheck(Cluster cluster, Client client, Load load, Differences differences) {
        this.cluster = cluster;
        this.client = client;
        this.load = load;
        this.differences = differences;
    }

    /** Whether all records in Kafka are counted, nothing is in flight and no account differs. */
    boolean isSettled() throws Exception {
        Client.Answer answer = client.get("check", "/v1/ledger");
        if (answer.status() != 200) {
            return false;
        }
        ledger = Json.read(answer.body());
        for (JsonNode total : ledger.get("totals")) {
            if (total.get("in_flight").longValue() != 0) {
                return false;
            }
        }
        Map<TopicPartition, Long> next = new HashMap<>();
        for (JsonNode partition : ledger.get("partitions")) {
            next.put(new TopicPartition(partition.get("topic").textValue(), partition.get("partition").intValue()),
                    partition.path("next_offset").longValue());
        }
        return ledger.get("balanced").booleanValue() && next.equals(ends(next)) && counts(true);
    }

    /** Adds what the clients counted otherwise. */
    void check() {
        if (ledger == null) {
            return;
        }
        ledger.get("differences").forEach(difference -> differences.add("ledger: " + difference));
        counts(false);
    }

    /**
     * Each door has stored what it acknowledged, and no more than was sent.
     *
     * @param quietly whether only to tell if that is so
     */
    private boolean counts(boolean quietly) {
        boolean all = true;
        for (Map.Entry<String, long[]> door : sentByDoor().entrySet()) {
            long stored = 0;
            for (JsonNode total : ledger.get("totals")) {
                if (door.getKey().equals(total.get("door").textValue() + " " + total.get("unit").textValue())) {
                    stored += total.get("stored").longValue();
                }
            }
            if (stored < door.getValue()[0] || stored > door.getValue()[1]) {
                all = false;
                if (!quietly) {
                    differences.add("ledger: %s: %d acknowledged, %d sent, %d stored".formatted(door.getKey(),
                            door.getValue()[0], door.getValue()[1], stored));
                }
            }
        }
        return all;
    }

    private Map<String, long[]> sentByDoor() {
        return load.lanes().stream().collect(Collectors.toMap(lane -> lane.door() + " " + lane.unit(),
                lane -> new long[]{lane.acknowledged(), lane.attempted()},
                (one, other) -> new long[]{one[0] + other[0], one[1] + other[1]}));
    }

    private Map<TopicPartition, Long> ends(Map<TopicPartition, Long> of) throws Exception {
        Properties settings = new Properties();
        settings.put("bootstrap.servers", cluster.kafka());
        try (Admin admin = Admin.create(settings)) {
            Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
            of.keySet().forEach(partition -> latest.put(partition, OffsetSpec.latest()));
            return admin.listOffsets(latest).all().get(20, TimeUnit.SECONDS).entrySet().stream()
                    .collect(Collectors.toMap(Map.Entry::getKey,
                            entry -> entry.getValue().offset()));
        }
    }
}
