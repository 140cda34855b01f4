package io.agentops.ingest.store;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.vertx.mutiny.sqlclient.Tuple;

/**
 * A table into which rows are merged by key, in memory and in PostgreSQL by the same rules.
 *
 * <p>Of two rows the newer one leads, unless it is unfinished and the older one is finished. A missing value gives way to
 * any; two values under {@link Column.Merge#LEADING} are settled for the leading row. So finished and unfinished messages
 * give the same rows in any order, and among equals the later one replaces the earlier. In memory only equals are merged:
 * a value of an unfinished row that slipped into a finished one would pass for final.
 */
final class Table {

    /** The rows of one table all begin with these columns; the owner is a run or a trace. */
    static final int PROJECT = 0;
    static final int DAY = 1;
    static final int OWNER = 2;

    private final String name;
    private final List<Column> columns;
    private final int unfinished;
    private final String unfinishedValue;
    private final String insert;
    private final String upsert;
    private final String replace;

    /**
     * Describes a table.
     *
     * @param statusColumn the column that tells whether a row is unfinished, or null where rows have no such state
     * @param unfinishedValue its value for an unfinished row
     */
    Table(String name, String statusColumn, String unfinishedValue, List<Column> columns) {
        this.name = name;
        this.columns = columns;
        this.unfinished = IntStream.range(0, columns.size())
                .filter(i -> columns.get(i).name().equals(statusColumn)).findFirst().orElse(-1);
        this.unfinishedValue = unfinishedValue;
        this.insert = insertSql();
        this.upsert = insert + conflictSql(this::mergedSql);
        this.replace = insert + conflictSql(column -> "excluded." + column.name());
    }

    String name() {
        return name;
    }

    /** The place of a column in a row. */
    int indexOf(String column) {
        return columns.stream().map(Column::name).toList().indexOf(column);
    }

    /** One statement that adds any number of rows; it fails where one is there. */
    String insert() {
        return insert;
    }

    /** One statement that merges any number of rows, each key once; rows that would not change are not written. */
    String upsert() {
        return upsert;
    }

    /** The same with each row as it is given, whatever was known before. */
    String replace() {
        return replace;
    }

    /** The statement's arguments. */
    Tuple arguments(List<Object[]> rows) {
        Tuple tuple = Tuple.tuple();
        for (int i = 0; i < columns.size(); i++) {
            tuple.addValue(columns.get(i).type().array(rows, i));
        }
        return tuple;
    }

    /** One order for every writer, so that two of them never wait for each other in a circle. */
    Comparator<Object[]> keyOrder() {
        Comparator<Object[]> order = Comparator.comparing(row -> (String) row[PROJECT]);
        for (int i = OWNER; i < columns.size() && columns.get(i).merge() == Column.Merge.KEY; i++) {
            int key = i;
            order = order.thenComparing(row -> (String) row[key]);
        }
        return order;
    }

    /** Merges two rows that are both finished or both unfinished. */
    Object[] merge(Object[] older, Object[] newer) {
        Object[] merged = new Object[columns.size()];
        for (int i = 0; i < merged.length; i++) {
            merged[i] = merge(columns.get(i).merge(), newer[i], older[i]);
        }
        return merged;
    }

    /** Whether a row speaks of something that goes on. */
    boolean isUnfinished(Object[] row) {
        return unfinished >= 0 && row[unfinished] != null && unfinishedValue.equals(row[unfinished].toString());
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Object merge(Column.Merge rule, Object newer, Object older) {
        if (newer == null || older == null) {
            return newer == null ? older : newer;
        }
        return switch (rule) {
            case KEY, LEADING -> newer;
            case LEAST -> ((Comparable) newer).compareTo(older) <= 0 ? newer : older;
            case GREATEST -> ((Comparable) newer).compareTo(older) >= 0 ? newer : older;
            case UNION -> ((JsonObject) newer).over((JsonObject) older);
            case MADE -> throw new IllegalStateException("made before all rows were merged");
        };
    }

    /** Arrays in the select list advance together, and are read from where they are; in FROM each would first be stored as a table. */
    private String insertSql() {
        return "INSERT INTO " + name + " AS t (" + columns.stream().map(Column::name).collect(Collectors.joining(", "))
                + ") SELECT " + IntStream.range(0, columns.size()).mapToObj(i -> {
                    Column.Type type = columns.get(i).type();
                    return "unnest($" + (i + 1) + "::" + type.arrayType() + ")" + type.cast();
                }).collect(Collectors.joining(", "));
    }

    private String conflictSql(Function<Column, String> value) {
        List<String> keys = columns.stream().filter(c -> c.merge() == Column.Merge.KEY).map(Column::name).toList();
        List<String> set = new ArrayList<>();
        List<String> before = new ArrayList<>();
        List<String> after = new ArrayList<>();
        for (Column column : columns) {
            if (column.merge() != Column.Merge.KEY && column.merge() != Column.Merge.MADE) {
                String merged = value.apply(column);
                set.add(column.name() + " = " + merged);
                before.add("t." + column.name());
                after.add(merged);
            }
        }
        return " ON CONFLICT (" + String.join(", ", keys) + ") DO UPDATE SET " + String.join(", ", set)
                + " WHERE (" + String.join(", ", before) + ") IS DISTINCT FROM (" + String.join(", ", after) + ")";
    }

    private String mergedSql(Column column) {
        String older = "t." + column.name();
        String newer = "excluded." + column.name();
        return switch (column.merge()) {
            case KEY, MADE -> older;
            case LEAST -> "least(" + older + ", " + newer + ")";
            case GREATEST -> "greatest(" + older + ", " + newer + ")";
            case LEADING -> leadingSql("coalesce(" + newer + ", " + older + ")",
                    "coalesce(" + older + ", " + newer + ")");
            case UNION -> leadingSql(older + " || " + newer, newer + " || " + older);
        };
    }

    private String leadingSql(String newerLeads, String olderLeads) {
        if (unfinished < 0) {
            return newerLeads;
        }
        String status = columns.get(unfinished).name();
        return "CASE WHEN excluded.%1$s IS DISTINCT FROM '%2$s' OR t.%1$s IS NOT DISTINCT FROM '%2$s' THEN %3$s ELSE %4$s END"
                .formatted(status, unfinishedValue, newerLeads, olderLeads);
    }
}
