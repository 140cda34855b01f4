package io.agentops.ingest.store;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;

import io.agentops.contract.run.RunStatus;

/**
 * The labels by which a run is found, told from its rows where these are all there is of it and nothing in them went wrong. They
 * are those that {@code refresh_run_digests} makes; whatever is not plain is left to it.
 */
final class Facets {

    /** The facets of a run that has none, or none yet. */
    static final String NONE = "{}";

    private static final int LONGEST_LABEL = 600;
    private static final int FIRST_ERROR = 400;
    private static final Set<String> FAILED = Set.of("failure", "failed", "error", "timeout");
    private static final Map<Table, int[]> ERRORS = Map.of(
            RunTables.RUN, places(RunTables.RUN, "error_type"),
            RunTables.RUN_PAYLOAD, places(RunTables.RUN_PAYLOAD, "error_message"),
            RunTables.STEP, places(RunTables.STEP, "error_type", "error_message"),
            RunTables.TOOL_CALL, places(RunTables.TOOL_CALL, "error_class", "error_message"));

    private static final int RUN_STATUS = RunTables.RUN.indexOf("status");
    private static final int RUN_MODEL = RunTables.RUN.indexOf("model");
    private static final int STEP_NAME = RunTables.STEP.indexOf("name");
    private static final int STEP_TYPE = RunTables.STEP.indexOf("step_type");
    private static final int STEP_STATUS = RunTables.STEP.indexOf("status");
    private static final int STEP_MODEL = RunTables.STEP.indexOf("model");
    private static final int STEP_METADATA = RunTables.STEP.indexOf("metadata");
    private static final int TOOL_NAME = RunTables.TOOL_CALL.indexOf("tool_name");
    private static final int CALL_STATUS = RunTables.TOOL_CALL.indexOf("status");
    private static final int STATUS_CODE = RunTables.TOOL_CALL.indexOf("status_code");
    private static final int GUARDRAIL_TYPE = RunTables.GUARDRAIL_EVENT.indexOf("type");

    private final Set<String> labels = new TreeSet<>();
    private boolean plain = true;

    private Facets() {}

    /** As the literal of an array; empty where only the database can tell. */
    static Optional<String> of(RunRows<?> run) {
        Facets facets = new Facets();
        return facets.read(run) ? Optional.of(ArrayLiteral.of(facets.labels)) : Optional.empty();
    }

    private boolean read(RunRows<?> run) {
        plain = run.isMerged() && run.rows(RunTables.FAILURE).isEmpty();
        ERRORS.forEach((table, places) -> run.rows(table).forEach(row -> refuseError(row, places)));
        if (plain) {
            run.rows(RunTables.RUN).forEach(this::readRun);
            run.rows(RunTables.STEP).forEach(this::readStep);
            run.rows(RunTables.TOOL_CALL).forEach(this::readCall);
            run.rows(RunTables.GUARDRAIL_EVENT).forEach(row -> label("guardrail:", row[GUARDRAIL_TYPE]));
        }
        return plain;
    }

    /** A run that failed belongs to a failure group, even where it tells nothing of the failure. */
    private void readRun(Object[] row) {
        plain &= !RunStatus.FAILURE.wireName().equals(row[RUN_STATUS]);
        label("model:", row[RUN_MODEL]);
    }

    private void refuseError(Object[] row, int[] places) {
        for (int place : places) {
            plain &= row[place] == null;
        }
    }

    private void readStep(Object[] row) {
        refuseStatus(row[STEP_STATUS]);
        label("model:", row[STEP_MODEL]);
        if ("tool".equals(row[STEP_TYPE])) {
            label("tool:", row[STEP_NAME]);
            ((JsonObject) row[STEP_METADATA]).get("tool_name").ifPresent(this::readToolName);
        }
    }

    private void readToolName(JsonNode name) {
        plain &= name.isTextual();
        label("tool:", name.textValue());
    }

    private void readCall(Object[] row) {
        refuseStatus(row[CALL_STATUS]);
        plain &= row[STATUS_CODE] == null || (Integer) row[STATUS_CODE] < FIRST_ERROR;
        label("tool:", row[TOOL_NAME]);
    }

    private void refuseStatus(Object status) {
        plain &= status == null || !FAILED.contains(status);
    }

    /** Java sorts characters beyond the first 65,536 otherwise than the database, and counts them otherwise. */
    private void label(String kind, Object value) {
        if (value != null) {
            String label = kind + value;
            plain &= label.length() <= LONGEST_LABEL && label.chars().noneMatch(c -> Character.isSurrogate((char) c));
            labels.add(label);
        }
    }

    private static int[] places(Table table, String... columns) {
        int[] places = new int[columns.length];
        for (int i = 0; i < places.length; i++) {
            places[i] = table.indexOf(columns[i]);
        }
        return places;
    }
}
