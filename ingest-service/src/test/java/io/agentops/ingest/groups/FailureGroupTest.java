package io.agentops.ingest.groups;

import static io.agentops.ingest.Samples.freshId;
import static io.agentops.ingest.Samples.privacyRun;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.agentops.ingest.Database;
import io.agentops.ingest.Samples;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;

/** Runs that failed the same way are in one group, others are not. */
@QuarkusTest
class FailureGroupTest {

    private static final Instant START = Samples.recent();
    private static final String PARTS = "SELECT concat_ws(' | ', coalesce(failure_type, '-'), coalesce(failure_code, '-'), "
            + "coalesce(step_type, '-'), coalesce(tool_name, '-'), coalesce(error_class, '-'), coalesce(message, '-')) "
            + "FROM failure_group WHERE project_id = 'default' AND group_id = $1";

    private final String agent = freshId("agent");

    @Inject
    Database database;

    @Test
    void theSameFailureWithOtherNumbersIsOneGroup() {
        String first = group(stored(failedCall("search", "no customer 4711 at 2026-01-31T10:00:00Z")));
        String second = group(stored(failedCall("search", "no customer 9 at 2026-02-01T11:30:00Z")));
        assertThat(second).isEqualTo(first).matches("1-[0-9a-f]{24}");
        assertThat(database.value(PARTS, first))
                .isEqualTo("tool | api_error | tool | search | ApiError | no customer <n> at <time>");
        assertThat(total(first)).isEqualTo("2");
    }

    @Test
    void anotherToolMessageClassOrAgentIsAnotherGroup() {
        String group = group(stored(failedCall("search", "no such customer")));
        assertThat(List.of(
                group(stored(failedCall("find", "no such customer"))),
                group(stored(failedCall("search", "no such order"))),
                group(stored(failedCall("search", "no such customer").replace("ApiError", "NetError"))),
                group(stored(failedCall("search", "no such customer").replace(agent, agent + "-2")))))
                .doesNotHaveDuplicates().doesNotContain(group);
    }

    @Test
    void onlyRunsThatFailedHaveAGroup() {
        String run = failedCall("search", "no such customer");
        assertThat(group(stored(run.replace("\"failure\",", "\"success\",")))).isNull();
        assertThat(group(stored(run.replace("\"failure\",", "\"partial\",")))).isNull();
        assertThat(group(stored(run.replace("\"failure\",", "\"running\",")))).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', value = {
            // The last failure decides, by time and then by place.
            "search e1 10, find e2 20 | find",
            "find e2 20, search e1 10 | find",
            "search e1 10, find e2 10 | find",
            // What the agent recovered from does not, where anything else remains.
            "find e2 10, search e1 20, search ok 30 | find",
            "search e1 10, search ok 20, find e2 5 | find",
            "search ok 5, search e1 10 | search",
            // And where nothing remains, it does.
            "search e1 10, search ok 20 | search"})
    void theLastFailureDecidesFromWhichTheAgentDidNotRecover(String calls, String tool) {
        String group = group(stored(run(calls(calls))));
        assertThat(database.value("SELECT tool_name FROM failure_group WHERE group_id = $1", group)).isEqualTo(tool);
    }

    @Test
    void whatTheRunItselfToldComesBeforeWhatTheAgentRecoveredFrom() {
        String group = group(stored(run(calls("search e1 10, search ok 20")
                + ", \"error_type\": \"MaxTurns\", \"error_message\": \"no answer after 25 turns\"")));
        assertThat(database.value(PARTS, group))
                .isEqualTo("orchestration | max_turns | - | - | MaxTurns | no answer after <n> turns");
    }

    @Test
    void aStepFailedItselfWhereNothingWithinItDid() {
        String steps = ", \"steps\": [" + step("outer", null, "chain", 30) + ","
                + step("inner", "outer", "sub_agent", 20) + ","
                + step("model", "inner", "llm", 10) + "]";
        assertThat(database.value(PARTS, group(stored(run(steps)))))
                .isEqualTo("model | overloaded_error | llm | - | OverloadedError | model is busy");
        String ofCall = ", \"steps\": [" + step("s", null, "chain", 90) + "]" + calls("search e1 10");
        assertThat(database.value(PARTS,
                group(stored(run(ofCall.replace("\"call_id\"", "\"step_id\": \"s\", \"call_id\""))))))
                .isEqualTo("tool | e1 | tool | search | e1 | -");
    }

    @Test
    void failuresTheRunToldAsSuchAreTheOnlyOnesThatCount() {
        String id = freshId("group");
        given().contentType(ContentType.JSON).body(privacyRun(id)).post("/v1/runs").then().statusCode(200);
        assertThat(database.value(PARTS, group(id)))
                .isEqualTo("tool | timeout | tool | create_invoice | timeout | create_invoice timed out after <n>");
    }

    @Test
    void aStatusStandsForAClassThatIsMissing() {
        String calls = ", \"tool_calls\": [{\"call_id\": \"c\", \"tool_name\": \"t\", \"status_code\": 503}]";
        assertThat(database.value(PARTS, group(stored(run(calls)))))
                .isEqualTo("tool | tool_error | tool | t | HTTP status 503 | -");
    }

    @Test
    void aCallThatTellsNothingIsAsItsStep() {
        String failed = ", \"steps\": [{\"step_id\": \"s\", \"name\": \"pay\", \"step_type\": \"tool\", \"status\": \"error\","
                + " \"error_type\": \"Declined\", \"error_message\": \"card declined\"}],"
                + " \"tool_calls\": [{\"call_id\": \"c\", \"step_id\": \"s\", \"tool_name\": \"pay\"}]";
        assertThat(database.value(PARTS, group(stored(run(failed)))))
                .isEqualTo("tool | declined | tool | pay | Declined | card declined");
    }

    @Test
    void aClassThatIsAMessageIsATemplateToo() {
        String calls = ", \"tool_calls\": [{\"call_id\": \"c\", \"tool_name\": \"t\", \"error_class\":"
                + " \"HTTP status client error (404 Not Found) for url (https://api.example/x/4711)\"}]";
        String group = group(stored(run(calls)));
        assertThat(group(stored(run(calls.replace("4711", "4712"))))).isEqualTo(group);
        assertThat(database.value(PARTS, group)).contains("(<n> Not Found) for url (<url>)");
    }

    @Test
    void runsThatToldNothingAreOneGroupOfTheirAgent() {
        String group = group(stored(run("")));
        assertThat(group(stored(run("")))).isEqualTo(group);
        assertThat(group(stored(run("").replace(agent, agent + "-2")))).isNotEqualTo(group);
        assertThat(database.value(PARTS, group)).isEqualTo("- | - | - | - | - | -");
    }

    @Test
    void whatIsToldLaterMovesTheRun() {
        String id = stored(run(""));
        String nothing = group(id);
        stored(run(calls("search e1 10")).replaceFirst("\"run_id\": \"[^\"]*\"", "\"run_id\": \"" + id + "\""));
        String moved = group(id);
        assertThat(moved).isNotEqualTo(nothing);
        assertThat(total(nothing)).isEqualTo("0");
        assertThat(total(moved)).isEqualTo("1");
        stored(run("").replaceFirst("\"run_id\": \"[^\"]*\"", "\"run_id\": \"" + id + "\"").replace("\"failure\",",
                "\"success\","));
        assertThat(group(id)).isNull();
        assertThat(total(moved)).isEqualTo("0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.", "1-", "'a", "/a", "a@", ":f", "\uD83D\uDE00"})
    void whatHostsSendStaysSmall(String part) {
        String group = group(stored(failedCall("search", part.repeat(30_000 / part.length()))));
        assertThat(Integer
                .parseInt(database.value("SELECT length(message) FROM failure_group WHERE group_id = $1", group)))
                .isBetween(1, 300);
    }

    @Test
    void maskedTextStaysMasked() {
        String group = group(stored(failedCall("search", "no account of ann@example.org, api_key=abc123def")));
        assertThat(database.value("SELECT message FROM failure_group WHERE group_id = $1", group))
                .isEqualTo("no account of [email], api_key=[secret]");
    }

    private String failedCall(String tool, String message) {
        return run(", \"tool_calls\": [{\"call_id\": \"c\", \"tool_name\": \"" + tool + "\", \"status\": \"error\","
                + " \"error_class\": \"ApiError\", \"error_message\": \"" + message + "\"}]");
    }

    /** Calls as {@code tool error second}, with the error {@code ok} for none. */
    private static String calls(String calls) {
        StringBuilder json = new StringBuilder();
        for (String call : calls.split(", ")) {
            String[] parts = call.split(" ");
            json.append(json.isEmpty() ? ", \"tool_calls\": [" : ", ")
                    .append("{\"call_id\": \"c").append(json.length()).append("\", \"tool_name\": \"").append(parts[0])
                    .append("\", \"started_at\": \"").append(START.plusMillis(Long.parseLong(parts[2])))
                    .append(parts[1].equals("ok")
                            ? "\", \"status\": \"success\"}"
                            : "\", \"error_class\": \"" + parts[1] + "\"}");
        }
        return json + "]";
    }

    private static String step(String id, String parent, String type, int at) {
        return "{\"step_id\": \"" + id + "\", \"name\": \"" + id + "\", \"status\": \"error\", \"step_type\": \"" + type
                + "\", \"started_at\": \"" + START.plusMillis(at) + "\""
                + (parent == null ? "" : ", \"parent_step_id\": \"" + parent + "\"")
                + (type.equals("llm")
                        ? ", \"error_type\": \"OverloadedError\", \"error_message\": \"model is busy\""
                        : "")
                + "}";
    }

    private String run(String more) {
        return "{\"run_id\": \"" + freshId("group") + "\", \"agent_name\": \"" + agent + "\", \"started_at\": \""
                + START
                + "\", \"ended_at\": \"" + START.plusSeconds(9) + "\", \"status\": \"failure\""
                + more.replaceFirst("^$", ", \"model\": null")
                + "}";
    }

    private static String stored(String run) {
        return given().contentType(ContentType.JSON).body(run).post("/agent-runs").then().statusCode(200).extract()
                .path("run_id");
    }

    private String group(String runId) {
        return database.value("SELECT failure_group_of(facets) FROM run WHERE run_id = $1", runId);
    }

    private String total(String group) {
        return database.value("SELECT coalesce(sum(total), 0)::text FROM run_stat WHERE kind = 'group' AND name = $1",
                group);
    }
}
