package io.agentops.ingest.groups;

import static io.agentops.ingest.Samples.freshId;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.agentops.http.Problem;
import io.agentops.ingest.Database;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;

/** What people decide about groups, and what becomes of it when runs fail that way again. */
@QuarkusTest
class GroupStateTest {

    private final String agent = freshId("agent");

    @Inject
    Database database;

    @Test
    void aGroupIsOpenUntilSomebodyDecides() {
        String group = failed("1", Instant.now());
        assertThat(state(group)).isEqualTo("open");
        put(group, "{\"state\": \"open\"}").statusCode(200).body("group_id", equalTo(group), "state", equalTo("open"),
                "resolved_at", nullValue(), "changed_at", nullValue());
    }

    @Test
    void theSameDecisionTwiceIsOne() {
        String group = failed("1", Instant.now().minusSeconds(5));
        String body = "{\"state\": \"resolved\", \"note\": \"key renewed\"}";
        String first = put(group, body).statusCode(200)
                .body("state", equalTo("resolved"), "note", equalTo("key renewed"))
                .extract().asString();
        assertThat(put(group, body).statusCode(200).extract().asString()).isEqualTo(first);
        assertThat(state(group)).isEqualTo("resolved");
        String renamed = put(group, "{\"state\": \"resolved\"}").body("note", nullValue()).extract()
                .path("resolved_at");
        assertThat(first).contains(renamed);
    }

    @Test
    void aRunThatStartsLaterShowsARegression() {
        String group = failed("1", Instant.now().minusSeconds(5));
        put(group, "{\"state\": \"resolved\"}").statusCode(200);
        failed("1", Instant.now().minusSeconds(4));
        assertThat(state(group)).isEqualTo("resolved");
        failed("1", Instant.now());
        assertThat(state(group)).isEqualTo("regressed");
        put(group, "{\"state\": \"resolved\"}").statusCode(200);
        assertThat(state(group)).isEqualTo("resolved");
    }

    @Test
    void aRunOfALaterHourShowsOneToo() {
        String group = failed("1", Instant.now().minusSeconds(5));
        put(group, "{\"state\": \"resolved\"}").statusCode(200);
        failed("1", Instant.now().plus(2, ChronoUnit.HOURS));
        assertThat(state(group)).isEqualTo("regressed");
    }

    @Test
    void versionsThatRanBeforeAreNoRegressionOfAnother() {
        String group = failed("1", Instant.now().minusSeconds(5));
        put(group, "{\"state\": \"resolved\", \"resolved_in_version\": \"2\"}").statusCode(200)
                .body("resolved_in_version", equalTo("2"));
        failed("1", Instant.now());
        assertThat(state(group)).isEqualTo("resolved");
        failed("2", Instant.now());
        assertThat(state(group)).isEqualTo("regressed");
    }

    @Test
    void aVersionThatCameAfterTheOneResolvedInIsARegression() {
        String group = failed("1", Instant.now().minusSeconds(5));
        put(group, "{\"state\": \"resolved\", \"resolved_in_version\": \"2\"}").statusCode(200);
        failed("3", Instant.now());
        assertThat(state(group)).isEqualTo("regressed");
    }

    @Test
    void mutingEndsWithItsTime() {
        String group = failed("1", Instant.now());
        Instant until = Instant.now().plusSeconds(3600).truncatedTo(ChronoUnit.SECONDS);
        put(group, "{\"state\": \"muted\", \"muted_until\": \"" + until + "\"}").statusCode(200).body("state",
                equalTo("muted"),
                "muted_until", equalTo(until.toString()));
        assertThat(state(group)).isEqualTo("muted");
        database.value("UPDATE failure_group SET muted_until = now() - interval '1 s' WHERE group_id = $1 RETURNING 1",
                group);
        assertThat(state(group)).isEqualTo("open");
        put(group, "{\"state\": \"muted\"}").statusCode(200).body("muted_until", nullValue());
        assertThat(state(group)).isEqualTo("muted");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', value = {
            "{} | /state | is required",
            "{\"state\": \"closed\"} | /state | must be one of open, resolved, muted",
            "{\"state\": \"regressed\"} | /state | must be one of open, resolved, muted",
            "{\"state\": \"open\", \"who\": 1} | /who | is not a known field",
            "{\"state\": \"open\", \"muted_until\": \"2999-01-01T00:00:00Z\"} | /muted_until | is for the state muted alone",
            "{\"state\": \"muted\", \"muted_until\": \"2020-01-01T00:00:00Z\"} | /muted_until | must be in the future",
            "{\"state\": \"muted\", \"muted_until\": \"soon\"} | /muted_until | must be a time like 2026-01-31T10:00:00Z",
            "{\"state\": \"muted\", \"resolved_in_version\": \"2\"} | /resolved_in_version | is for the state resolved alone",
            "{\"state\": \"resolved\", \"resolved_in_version\": \"\"} | /resolved_in_version | must not be empty",
            "{\"state\": \"resolved\", \"note\": 5} | /note | must be a string",
            "{\"state\": \"resolved\", \"note\": \"a\\u0000b\"} | /note | must not hold the NUL character"})
    void whatMakesNoSenseIs422(String body, String pointer, String message) {
        put("1-none", body).statusCode(422).contentType(Problem.MEDIA_TYPE).body("errors[0].pointer", equalTo(pointer))
                .body("errors[0].message", equalTo(message));
    }

    @Test
    void aNoteMayHave500Characters() {
        String group = failed("1", Instant.now());
        put(group, "{\"state\": \"open\", \"note\": \"" + "n".repeat(500) + "\"}").statusCode(200);
        put(group, "{\"state\": \"open\", \"note\": \"" + "n".repeat(501) + "\"}").statusCode(422).body(
                "errors[0].message",
                equalTo("must be at most 500 characters long"));
    }

    @Test
    void whatIsNoJsonIs400AndAnUnknownGroup404() {
        put("1-none", "{").statusCode(400).contentType(Problem.MEDIA_TYPE);
        put("1-none", "").statusCode(400).contentType(Problem.MEDIA_TYPE);
        put("1-none", "{\"state\": \"open\"}").statusCode(404).body("detail",
                equalTo("No failure group is known by this id."));
        put("%00", "{\"state\": \"open\"}").statusCode(404);
    }

    private static ValidatableResponse put(String group, String body) {
        return given().urlEncodingEnabled(false).contentType(ContentType.JSON).body(body)
                .put("/v1/failure-groups/" + group + "/state").then();
    }

    private String failed(String version, Instant startedAt) {
        String id = freshId("state");
        given().contentType(ContentType.JSON)
                .body("{\"run_id\": \"" + id + "\", \"agent_name\": \"" + agent + "\", \"agent_version\": \"" + version
                        + "\", \"started_at\": \"" + startedAt + "\", \"status\": \"failure\", \"error_type\": \"E\"}")
                .post("/agent-runs").then().statusCode(200);
        return database.value("SELECT failure_group_of(facets) FROM run WHERE run_id = $1", id);
    }

    private String state(String group) {
        return database.value("SELECT failure_group_state(g) FROM failure_group g WHERE group_id = $1", group);
    }
}
