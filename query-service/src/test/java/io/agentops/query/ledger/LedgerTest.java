package io.agentops.query.ledger;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.stream.IntStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.agentops.http.Problem;
import io.agentops.query.Database;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;

@QuarkusTest
class LedgerTest {

    private static final Instant NINE = Instant.parse("2026-03-01T09:00:00Z");
    private static final Instant TEN = Instant.parse("2026-03-01T10:00:00Z");
    private static final String SPAN = "?from=2026-03-01T09:59:59Z&to=2026-03-01T11:00:00Z";

    @BeforeEach
    void truncate() {
        Database.execute("TRUNCATE ledger_count, ledger_offset, ledger_gap");
    }

    @Test
    void withoutMessagesTheLedgerIsEmptyAndBalances() {
        given().get("/v1/ledger" + SPAN).then().statusCode(200).body(equalTo("""
                {"from":"2026-03-01T09:00:00Z","to":"2026-03-01T11:00:00Z","totals":[],\
                "hours":{"items":[],"next_cursor":null},"partitions":[],"balanced":true,"differences":[]}"""));
    }

    @Test
    void everyMessageIsAccountedForByDoorAndHour() {
        row("default", NINE, "http", "runs", 5, 2, 4, 1);
        row("default", TEN, "http", "runs", 3, 0, 3, 0);
        row("default", TEN, "otlp_grpc", "spans", 39, 1, 40, 0);
        row("default", TEN, "kafka", "runs", 0, 0, 7, 1);
        row("other", TEN, "http", "runs", 9, 9, 9, 9);
        row("default", NINE.minusSeconds(3600), "http", "runs", 9, 9, 9, 9);
        row("default", TEN.plusSeconds(3600), "http", "runs", 9, 9, 9, 9);
        offsets("agent-runs", 0, 100L, 117L, 17, 117L);
        offsets("agent-spans", 1, 0L, 3L, 3, null);
        given().get("/v1/ledger" + SPAN).then().statusCode(200).body(
                equalTo("""
                        {"from":"2026-03-01T09:00:00Z","to":"2026-03-01T11:00:00Z","totals":[\
                        {"door":"http","unit":"runs","received":10,"accepted":8,"rejected":2,"stored":7,"dead_lettered":1,"in_flight":0},\
                        {"door":"kafka","unit":"runs","received":8,"accepted":0,"rejected":0,"stored":7,"dead_lettered":1,"in_flight":0},\
                        {"door":"otlp_grpc","unit":"spans","received":41,"accepted":39,"rejected":1,"stored":40,"dead_lettered":0,\
                        "in_flight":0}],"hours":{"items":[\
                        {"hour":"2026-03-01T10:00:00Z","door":"http","unit":"runs","received":3,"accepted":3,"rejected":0,"stored":3,\
                        "dead_lettered":0,"in_flight":0},\
                        {"hour":"2026-03-01T10:00:00Z","door":"kafka","unit":"runs","received":8,"accepted":0,"rejected":0,"stored":7,\
                        "dead_lettered":1,"in_flight":0},\
                        {"hour":"2026-03-01T10:00:00Z","door":"otlp_grpc","unit":"spans","received":41,"accepted":39,"rejected":1,\
                        "stored":40,"dead_lettered":0,"in_flight":0},\
                        {"hour":"2026-03-01T09:00:00Z","door":"http","unit":"runs","received":7,"accepted":5,"rejected":2,"stored":4,\
                        "dead_lettered":1,"in_flight":0}],"next_cursor":null},"partitions":[\
                        {"topic":"agent-runs","partition":0,"next_offset":117,"records":17,"in_flight":0},\
                        {"topic":"agent-spans","partition":1,"next_offset":3,"records":3,"in_flight":0}],\
                        "balanced":true,"differences":[]}"""));
    }

    @Test
    void whatTheWritersAreNotPastIsInFlight() {
        row("default", TEN, "http", "runs", 5, 2, 1, 1);
        row("default", TEN, "otlp_http", "spans", 4, 0, 4, 0);
        offsets("agent-runs", 0, 0L, 2L, 2, 2L);
        offsets("agent-runs", 1, null, null, 0, 3L);
        offsets("agent-spans", 0, 0L, 1L, 1, 1L);
        given().get("/v1/ledger" + SPAN).then().statusCode(200)
                .body("totals.in_flight", contains(3, 0), "totals.received", contains(7, 4))
                .body("hours.items.in_flight", contains(3, 0))
                .body("partitions.in_flight", contains(0, 3, 0), "partitions[1].next_offset", nullValue())
                .body("balanced", equalTo(true), "differences", empty());
    }

    @Test
    void whatIsNowhereIsADifference() {
        row("default", NINE, "bulk", "runs", 5, 0, 9, 0);
        row("default", TEN, "bulk", "runs", 5, 1, 2, 1);
        row("default", TEN, "otlp_http", "spans", 4, 0, 1, 0);
        offsets("agent-runs", 0, 3L, 9L, 4, 9L);
        offsets("agent-spans", 0, 0L, 1L, 1, 2L);
        given().get("/v1/ledger" + SPAN).then().statusCode(200)
                .body("totals[0].received", equalTo(15), "totals[0].in_flight", equalTo(0))
                .body("totals[1].in_flight", equalTo(3)).body("balanced", equalTo(false))
                .body("differences", hasSize(2))
                .body("differences[0].what", equalTo("runs accepted at the door bulk that are stored or dead-lettered"))
                .body("differences[0].expected", equalTo(5), "differences[0].found", equalTo(3))
                .body("differences[1].what", equalTo("records of agent-runs/0 from offset 3 on that were counted once"))
                .body("differences[1].expected", equalTo(6), "differences[1].found", equalTo(4));
    }

    @Test
    void offsetsWithoutARecordAreNoDifference() {
        offsets("agent-runs", 0, 0L, 9L, 4, 9L);
        Database.execute("UPDATE ledger_offset SET empty = 3");
        gap(5, 7, Instant.now(), false);
        given().get("/v1/ledger" + SPAN).then().statusCode(200).body("balanced", equalTo(true));
        Database.execute("TRUNCATE ledger_gap");
        gap(5, 7, Instant.now(), true);
        given().get("/v1/ledger" + SPAN).then().statusCode(200).body("balanced", equalTo(false))
                .body("differences.expected", contains(6), "differences.found", contains(4));
        Database.execute("TRUNCATE ledger_gap");
        gap(5, 7, Instant.now().minusSeconds(61), false);
        given().get("/v1/ledger" + SPAN).then().statusCode(200).body("balanced", equalTo(false));
    }

    @Test
    void hoursComeInPages() {
        row("default", NINE, "http", "runs", 1, 0, 1, 0);
        row("default", TEN, "bulk", "runs", 2, 0, 2, 0);
        row("default", TEN, "http", "runs", 3, 0, 3, 0);
        String cursor = given().get("/v1/ledger" + SPAN + "&limit=2").then().statusCode(200)
                .body("hours.items.accepted", contains(2, 3), "totals.accepted", contains(2, 4))
                .extract().path("hours.next_cursor");
        given().get("/v1/ledger" + SPAN + "&limit=2&cursor=" + cursor).then().statusCode(200)
                .body("hours.items.accepted", contains(1), "hours.next_cursor", nullValue())
                .body("totals.accepted", contains(2, 4));
    }

    @Test
    void withoutTimesTheLedgerIsThatOfADay() {
        Instant last = Instant.now().truncatedTo(ChronoUnit.HOURS);
        for (int back = -1; back < 30; back++) {
            row("default", last.minus(back, ChronoUnit.HOURS), "http", "runs", 1, 0, 1, 0);
        }
        // The hour of a day ago, in which the answer begins, and the 24 that followed it.
        ValidatableResponse answer = given().get("/v1/ledger").then().statusCode(200)
                .body("totals.accepted", contains(25));
        Instant from = Instant.parse(answer.extract().path("from"));
        answer.body("hours.items.hour", contains(IntStream.rangeClosed(0, 24)
                .mapToObj(back -> from.plus(24 - back, ChronoUnit.HOURS).toString()).toArray()));
    }

    @ParameterizedTest
    @CsvSource({"from=today,/from,must be an RFC 3339 time", "to=1,/to,must be an RFC 3339 time",
            "from=2026-03-01T10:00:00Z&to=2026-03-01T09:00:00Z,/to,must not be before from",
            "from=9999-01-01T00:00:00Z,/from,must not be in the future without to",
            "limit=0,/limit,must be a whole number from 1 to 200",
            "cursor=x,/cursor,must be the next_cursor of an earlier page"})
    void parametersOutOfRangeAre422(String query, String pointer, String message) {
        given().get("/v1/ledger?" + query).then().statusCode(422).contentType(Problem.MEDIA_TYPE)
                .body("errors[0].pointer", equalTo(pointer)).body("errors[0].message", equalTo(message));
    }

    /** As doors and two writers leave it, each with a row of its own. */
    private static void row(String project, Instant hour, String door, String unit, long accepted, long rejected,
            long stored, long deadLettered) {
        count(project, hour, door, unit, -1, accepted, rejected, 0, 0);
        count(project, hour, door, unit, 0, 0, 0, stored - 1, 0);
        count(project, hour, door, unit, 3, 0, 0, 1, deadLettered);
    }

    private static void count(String project, Instant hour, String door, String unit, int partition, long accepted,
            long rejected, long stored, long deadLettered) {
        Database.execute(
                "INSERT INTO ledger_count (project_id, hour, door, unit, partition, accepted, rejected, stored, dead_lettered)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                project, hour, door, unit, partition, accepted, rejected, stored, deadLettered);
    }

    private static void gap(long from, long to, Instant foundAt, boolean unread) {
        Database.execute("INSERT INTO ledger_gap (topic, partition, from_offset, to_offset, found_at, unread)"
                + " VALUES ('agent-runs', 0, ?, ?, ?, ?)", from, to, foundAt, unread);
    }

    private static void offsets(String topic, int partition, Long first, Long next, long records, Long acked) {
        Database.execute(
                "INSERT INTO ledger_offset (topic, partition, first_offset, next_offset, records, acked_offset)"
                        + " VALUES (?, ?, ?::bigint, ?::bigint, ?, ?::bigint)",
                topic, partition, first, next, records, acked);
    }
}
