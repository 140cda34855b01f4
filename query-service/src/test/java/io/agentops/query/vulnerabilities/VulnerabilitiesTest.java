package io.agentops.query.vulnerabilities;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.agentops.query.Database;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;

@QuarkusTest
class VulnerabilitiesTest {

    private static final Instant SINCE = Instant.parse("2026-03-01T00:00:00Z");
    private static final Instant HEARD = Instant.parse("2026-03-07T12:00:00Z");
    private static final String WEEK = "/agents/a-0/vulnerabilities?since=2026-03-01T00:00:00Z&until=2026-03-08T00:00:00Z";
    private static final String SOUND = """
            {"sidecar_version": "99.0.0", "faults_enabled": false, "beyond_loopback": true, "platform_loopback": false, "platform_tls": true,
             "project_key": true, "access": {"since": "2026-02-01T00:00:00Z", "answered": 4, "without_credentials": 0}}""";

    @BeforeEach
    void begin() {
        Database.empty();
        Database.execute("TRUNCATE agent");
    }

    private static void agent(String environment, String configuration) {
        Database.execute(
                """
                        INSERT INTO agent (project_id, agent_id, agent_name, environment, status, status_since, error_rate, sidecar_id, sequence, restarts,
                                           heard_at, told, heartbeat)
                        VALUES ('default', 'a-0', 'agent', ?, 'HEALTHY', ?, 0, 's-1', 7, 0, ?, '',
                                jsonb_strip_nulls(jsonb_build_object('agent_id', 'a-0', 'configuration', ?::jsonb)))""",
                environment, HEARD, HEARD, configuration);
    }

    /** A run of the agent in production that started so many hours after the beginning of the week. */
    private static Database.Run run(String id, int hour, String environment, String errorType) {
        Database.Run run = Database.run(id, SINCE.plusSeconds(3600L * hour), "failure");
        Database.execute("UPDATE run SET environment = ?, error_type = ? WHERE run_id = ?", environment, errorType, id);
        return run;
    }

    private static void guardrail(Database.Run run, String eventId, String type, String message) {
        run.guardrail(eventId, null, null, null);
        Database.execute("UPDATE guardrail_event SET type = ?, message = ? WHERE run_id = ? AND event_id = ?", type,
                message,
                run.runId(), eventId);
    }

    private static JsonPath report() {
        Database.digest();
        return given().get(WEEK).then().statusCode(200).extract().jsonPath();
    }

    private static List<String> found(JsonPath report) {
        return report.<Map<String, Object>>getList("findings").stream()
                .map(finding -> finding.get("rule") + " " + finding.get("severity") + " "
                        + ((Map<?, ?>) finding.get("owasp")).get("id"))
                .toList();
    }

    @Test
    void guardrailsAreJudgedByWhatBecameOfWhatTheyNoticed() {
        agent("prod", SOUND);
        guardrail(run("refused", 1, "prod", "guardrail_blocked"), "g", "prompt_injection",
                "The message tries to override the agent's instructions.");
        Database.Run warned = run("warned", 2, "prod", null);
        guardrail(warned, "g1", "prompt_injection", "warn: ignore all rules");
        guardrail(warned, "g2", "Jailbreak", "WARN");
        guardrail(run("unnamed", 3, null, null), "g", "prompt_injection", "flagged: once more");
        guardrail(run("grounded", 4, "prod", null), "g", "grounding", "allow: all of it is in the documents");
        guardrail(run("ungrounded", 5, "prod", null), "g", "grounding", "deny: nothing of it is in the documents");
        guardrail(run("masked", 6, "prod", null), "g", "pii_in_output",
                "2 e-mail addresses and 0 phone numbers were masked");
        guardrail(run("leaked", 7, "prod", null), "g", "pii_in_output", "an address was not masked");
        Database.Run several = run("several", 8, "prod", "guardrail_blocked");
        guardrail(several, "g1", "secrets", "a key of four letters");
        guardrail(several, "g2", "policy-7", "no");
        guardrail(run("staging", 9, "staging", null), "g", "prompt_injection", "warn");
        guardrail(run("late", 7 * 24, "prod", null), "g", "prompt_injection", "warn");
        guardrail(Database.foreignRun("foreign", SINCE.plusSeconds(60), "failure"), "g", "prompt_injection", "warn");
        Database.execute("UPDATE run SET agent_name = 'agent' WHERE run_id = 'foreign'");

        JsonPath report = report();

        assertThat(found(report)).containsExactly("prompt-injection-let-through critical LLM01:2025",
                "secret-untold high LLM02:2025", "personal-data-untold medium LLM02:2025",
                "prompt-injection-stopped medium LLM01:2025", "personal-data-stopped low LLM02:2025",
                "ungrounded-answer-stopped low LLM09:2025");
        assertThat(report.getMap("findings[0]"))
                .containsOnlyKeys("rule", "title", "severity", "owasp", "seen", "evidence",
                        "advice")
                .containsEntry("title", "A prompt injection or jailbreak was noticed and let through")
                .containsEntry("owasp", Map.of("id", "LLM01:2025", "name", "Prompt Injection"))
                .containsEntry("seen", "Guardrail events: 3, in runs: 2.")
                .containsEntry("evidence",
                        Map.of("runs", 2, "events", 3, "first_seen", "2026-03-01T02:00:00Z", "last_seen",
                                "2026-03-01T03:00:00Z", "run_ids", List.of("unnamed", "warned"), "newest_events",
                                List.of(Map.of("run_id", "unnamed", "event_id", "g"),
                                        Map.of("run_id", "warned", "event_id", "g1"),
                                        Map.of("run_id", "warned", "event_id", "g2"))));
        assertThat(report.getMap("severities")).isEqualTo(Map.of("critical", 1, "high", 1, "medium", 2, "low", 2));
        assertThat(report.getMap("looked_at")).containsEntry("runs", 8).containsEntry("all_runs", true)
                .containsEntry("oldest_run", "2026-03-01T01:00:00Z").containsEntry("runs_without_environment", 1)
                .containsEntry("heartbeat",
                        Map.of("sidecar_id", "s-1", "sequence", 7, "heard_at", "2026-03-07T12:00:00Z"));
        assertThat(report.<Map<String, Object>>getList("looked_at.guardrails"))
                .extracting(type -> type.get("type") + " "
                        + type.get("runs") + " " + type.get("about"))
                .containsExactly("prompt_injection 3 prompt-injection",
                        "grounding 2 ungrounded-answer", "pii_in_output 2 personal-data",
                        "Jailbreak 1 prompt-injection",
                        "policy-7 1 null", "secrets 1 secret");
        assertThat(report.getList("not_looked_at"))
                .containsExactly("Guardrails whose names no rule knows, or that several may mean: policy-7.");
    }

    @Test
    void toolsBoundsAndStoredContentAreSeenInRuns() {
        agent("prod", SOUND);
        run("denied", 1, "prod", null).callEnding("c1", "refund", "error", null, 403)
                .callEnding("c2", "refund", "error", "Forbidden", null).callEnding("c3", "mail", "error", null, 401);
        run("told", 2, "prod", null).step("s", 1, null, null, null).failure("f", "tool", "permission_denied", null,
                "s");
        run("deleted", 3, "prod", null).call("c", 1, null, "delete_customer");
        run("approved", 4, "prod", null).call("c", 1, null, "delete_customer").stepEnding("s", "other", "success",
                null);
        Database.execute("UPDATE step SET name = 'human_approval' WHERE run_id = 'approved'");
        run("looped", 5, "prod", "MaxIterationsExceeded");
        run("spoken", 6, "prod", null).step("s", 1, null, null, null).call("c", 1, "s", "find");
        Database.execute("UPDATE step SET input_summary = 'who?' WHERE run_id = 'spoken'");
        Database.execute("UPDATE tool_call SET args_json = '{}' WHERE run_id = 'deleted'");
        Database.execute("UPDATE tool_call SET args_json = '{\"id\": 1}' WHERE run_id = 'approved'");

        JsonPath report = report();

        assertThat(found(report)).containsExactly("unguarded-tools high LLM06:2025", "bounds-reached medium LLM10:2025",
                "content-stored medium LLM02:2025", "permission-denied medium LLM06:2025");
        assertThat(report.getMap("findings[0].evidence"))
                .isEqualTo(Map.of("runs", 1, "first_seen", "2026-03-01T03:00:00Z",
                        "last_seen", "2026-03-01T03:00:00Z", "run_ids", List.of("deleted"), "values",
                        Map.of("tool:delete_customer", "2 runs")));
        assertThat(report.getMap("findings[1].evidence"))
                .isEqualTo(Map.of("runs", 1, "first_seen", "2026-03-01T05:00:00Z",
                        "last_seen", "2026-03-01T05:00:00Z", "run_ids", List.of("looped"), "values",
                        Map.of("failure_code:max_iterations_exceeded", "1 runs")));
        assertThat(report.getMap("findings[2].evidence"))
                .isEqualTo(Map.of("runs", 2, "first_seen", "2026-03-01T04:00:00Z",
                        "last_seen", "2026-03-01T06:00:00Z", "run_ids", List.of("spoken", "approved"), "values",
                        Map.of("runs_with_summaries_of_steps", "1", "runs_with_arguments_or_results_of_tools", "1")));
        assertThat(report.getString("findings[2].seen")).isEqualTo("Runs with stored content: 2 of the newest 6.");
        assertThat(report.getMap("findings[3].evidence"))
                .isEqualTo(Map.of("runs", 2, "first_seen", "2026-03-01T01:00:00Z",
                        "last_seen", "2026-03-01T02:00:00Z", "run_ids", List.of("told", "denied"), "values",
                        Map.of("refund", "1 runs", "name of s", "1 runs")));
        assertThat(report.getList("not_looked_at"))
                .containsExactly("No guardrail event is recorded: attacks and leaks would not show.");
    }

    @Test
    void aConfigurationIsJudgedWithTheHeartbeatThatTold() {
        agent("Production",
                """
                        {"sidecar_version": "0.0.1", "faults_enabled": true, "beyond_loopback": true, "platform_loopback": false, "platform_tls": false,
                         "project_key": false, "of_a_newer_sidecar": [], "access": {"since": "2026-02-01T00:00:00Z", "answered": 1200,
                         "without_credentials": 1000, "last_without_credentials": "2026-03-07T11:59:00Z"}}""");

        JsonPath report = report();

        assertThat(found(report)).containsExactly("unauthenticated-endpoint high LLM10:2025",
                "outdated-sidecar medium LLM03:2025", "platform-over-plain-http medium LLM02:2025",
                "faults-enabled-in-production low LLM10:2025", "no-project-key low LLM06:2025");
        assertThat(report.getString("findings[0].seen")).isEqualTo(
                "Requests without any credential that were answered with 2xx: 1,000 of 1,200 since 2026-02-01T00:00:00Z.");
        assertThat(report.getMap("findings[0].evidence")).isEqualTo(Map.of("values",
                Map.of("answered", "1200", "without_credentials", "1000", "last_without_credentials",
                        "2026-03-07T11:59:00Z",
                        "beyond_loopback", "true"),
                "heartbeat", Map.of("sidecar_id", "s-1", "sequence", 7, "heard_at", "2026-03-07T12:00:00Z")));
        assertThat(report.getList("not_looked_at")).containsExactly(
                "No runs of this agent's name started in this time: nothing is known of its guardrails, tools and content.");
        assertThat(report.getBoolean("looked_at.all_runs")).isTrue();
    }

    @Test
    void onlySoManyRunsAreReadAndThatIsSaid() {
        agent(null, null);
        Database.execute(
                """
                        INSERT INTO run (project_id, day, run_id, agent_name, environment, status, started_at, facets)
                        SELECT 'default', '2026-03-02', 'r' || n, 'agent', 'e' || n, CASE n % 2 WHEN 0 THEN 'success' ELSE 'running' END,
                               '2026-03-02T00:00:00Z'::timestamptz + make_interval(secs => n), '{tool:drop_table}'
                          FROM generate_series(1, 41) AS n""");

        given().get(WEEK).then().statusCode(200).body("looked_at.runs", equalTo(40), "looked_at.all_runs",
                equalTo(false),
                "looked_at.oldest_run", equalTo("2026-03-02T00:00:02Z"), "findings.rule", contains("unguarded-tools"),
                "findings[0].severity", equalTo("medium"), "findings[0].evidence.runs", equalTo(40),
                "findings[0].evidence.run_ids", contains("r41", "r40", "r39", "r38", "r37"), "not_looked_at",
                contains("Only the newest 40 runs were read, the oldest of which started at 2026-03-02T00:00:02Z.",
                        "No guardrail event is recorded: attacks and leaks would not show.",
                        "The last heartbeat tells nothing of configuration: access, faults, version and the way to the platform were not judged."));
    }

    @Test
    void theUsualTimeIsTheLastWeek() {
        agent("prod", SOUND);
        JsonPath report = given().get("/agents/a-0/vulnerabilities").then().statusCode(200).body("findings", empty(),
                "not_looked_at", hasItem("The last heartbeat came before this time: the configuration was not judged."))
                .extract().jsonPath();
        Instant until = Instant.parse(report.getString("until"));
        assertThat(until).isBetween(Instant.now().minusSeconds(60), Instant.now());
        assertThat(Instant.parse(report.getString("since"))).isEqualTo(until.minusSeconds(7 * 86_400));
        given().get("/agents/a-1/vulnerabilities").then().statusCode(404).contentType("application/problem+json")
                .body("detail", equalTo("No agent is known by this id."));
        given().urlEncodingEnabled(false).get("/agents/%00/vulnerabilities").then().statusCode(404);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"since=yesterday | /since | must be an RFC 3339 time",
            "since=2999-01-01T00:00:00Z | /since | must not be in the future without until",
            "since=2026-03-02T00:00:00Z&until=2026-03-01T00:00:00Z | /until | must not be before since",
            "since=2026-01-01T00:00:00Z&until=2026-03-01T00:00:00Z | /since | must be at most 31 days before the end",
            "window=7d | /window | is not a parameter of this report"})
    void aParameterThatMeansNoTimeIsRefused(String query, String pointer, String message) {
        agent("prod", SOUND);
        given().get("/agents/a-0/vulnerabilities?" + query).then().statusCode(422).body("errors.pointer",
                contains(pointer),
                "errors.message", contains(message));
    }
}
