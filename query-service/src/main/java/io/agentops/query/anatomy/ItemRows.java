package io.agentops.query.anatomy;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.agentops.query.page.Times;
import io.agentops.query.runs.TimelineKey;
import io.vertx.mutiny.sqlclient.Row;

/** Makes items of rows as they come. Equal texts, of which runs have many, are kept once. */
final class ItemRows {

    private final List<Item> items = new ArrayList<>();
    private final Map<String, String> texts = new HashMap<>();

    void add(Row row) {
        boolean call = row.getBoolean("is_call");
        items.add(new Item(place(row), call ? Item.Kind.TOOL_CALL : Item.Kind.STEP, text(row, "id"),
                text(row, "parent"), text(row, "name"), text(row, "step_type"), text(row, "model"),
                text(row, "status"), micros(row, "started_at"), micros(row, "ended_at"), row.getDouble("latency_ms"),
                row.getInteger("retries"), Boolean.TRUE.equals(row.getBoolean("failed")), row.getLong("tokens_prompt"),
                row.getLong("tokens_completion"), row.getBigDecimal("cost_usd")));
    }

    ItemRows both(ItemRows later) {
        items.addAll(later.items);
        return this;
    }

    /**
     * The run with these items.
     *
     * @param most how many it may have; one more says that there are more
     */
    RunItems ofRun(RunFacts run, int most) {
        return items.size() <= most
                ? new RunItems(run, items, false)
                : new RunItems(run, List.copyOf(items.subList(0, most)), true);
    }

    private TimelineKey place(Row row) {
        TimelineKey key = TimelineKey.of(row);
        return new TimelineKey(key.atMicros(), key.stepRank(), once(key.stepId()), key.kindRank(), key.seq(),
                once(key.id()));
    }

    private static Long micros(Row row, String column) {
        Instant time = Times.instant(row, column);
        return time == null ? null : ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }

    private String text(Row row, String column) {
        return once(row.getString(column));
    }

    private String once(String text) {
        return text == null ? null : texts.computeIfAbsent(text, same -> same);
    }
}
