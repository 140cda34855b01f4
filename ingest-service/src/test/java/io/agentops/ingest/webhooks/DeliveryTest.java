package io.agentops.ingest.webhooks;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.agentops.ingest.Database;
import io.agentops.ingest.IngestMetrics;
import io.agentops.ingest.webhooks.TestReceiver.Message;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.smallrye.mutiny.Uni;

/** Notifications, from their rows to whoever receives them. */
@QuarkusTest
class DeliveryTest {

    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private final TestReceiver receiver = new TestReceiver();

    @Inject
    Deliveries deliveries;

    @Inject
    DeliveryStore store;

    @Inject
    Database database;

    @Inject
    MeterRegistry meters;

    @BeforeEach
    void empty() {
        database.value("DELETE FROM alert_delivery RETURNING ''");
    }

    @AfterEach
    void close() {
        receiver.close();
    }

    @Test
    void aNotificationIsSignedAndSentOnce() {
        double before = meters.counter(IngestMetrics.ALERT_DELIVERIES, "outcome", "delivered").count();
        String event = event(rule(receiver.url() + "/hook?a=b"), "{\"type\":\"alert.fired\",\"data\":\"ü\"}");
        round();
        round();
        assertThat(receiver.messages()).singleElement().satisfies(message -> {
            assertThat(message.path()).isEqualTo("/hook?a=b");
            assertThat(message.id()).isEqualTo(event);
            assertThat(message.body()).isEqualTo("{\"type\":\"alert.fired\",\"data\":\"ü\"}");
            assertThat(message.type()).isEqualTo("application/json");
            assertThat(Math.abs(message.timestamp() - Clock.systemUTC().instant().getEpochSecond())).isLessThan(20);
            assertThat(message.isSignedBy(SECRET)).isTrue();
            assertThat(message.isSignedBy(SECRET.replace("Mf", "Nf"))).isFalse();
        });
        assertThat(delivery(event)).isEqualTo("delivered 1 204");
        assertThat(meters.counter(IngestMetrics.ALERT_DELIVERIES, "outcome", "delivered").count() - before)
                .isEqualTo(1);
    }

    @Test
    void whatIsRefusedIsSentAgainWithTheSameIdAndBody() {
        receiver.answers(500);
        String event = event(rule(receiver.url()), "{}");
        round();
        assertThat(delivery(event)).isEqualTo("waiting 1 500 http_status");
        assertThat(wait(event)).isBetween(5.0, 12.0);
        round();
        assertThat(receiver.messages()).hasSize(1);
        deliveries.round(Duration.ofSeconds(13)).await().atMost(LONGEST);
        assertThat(delivery(event)).isEqualTo("delivered 2 204");
        assertThat(receiver.messages()).extracting(Message::id).containsExactly(event, event);
        assertThat(receiver.messages()).allMatch(message -> message.isSignedBy(SECRET));
    }

    @Test
    void aReceiverMayAskForTime() {
        receiver.answers(503, Map.of("Retry-After", "Fri, 31 Dec 1999 23:59:59 GMT")).answers(429,
                Map.of("Retry-After", "600"));
        String event = event(rule(receiver.url()), "{}");
        round();
        assertThat(delivery(event)).isEqualTo("waiting 1 503 http_status");
        assertThat(wait(event)).isBetween(5.0, 12.0);
        deliveries.round(Duration.ofSeconds(13)).await().atMost(LONGEST);
        assertThat(delivery(event)).isEqualTo("waiting 2 429 http_status");
        assertThat(wait(event)).isBetween(590.0, 600.0);
    }

    @Test
    void aReceiverThatIsGoneIsSentNothingMore() {
        receiver.answers(410);
        String rule = rule(receiver.url());
        String first = event(rule, "{}");
        String second = event(rule, "{}");
        round();
        assertThat(receiver.messages()).hasSize(1);
        assertThat(List.of(delivery(first), delivery(second))).containsExactly("failed 1 410 gone", "cancelled 0");
        assertThat(database.value("SELECT disabled_at IS NOT NULL FROM alert_webhook WHERE rule_id = ($1::text)::uuid",
                rule)).isEqualTo("true");
        given().post("/v1/alert-rules/" + rule + "/test").then().statusCode(200).body("webhooks.size()", equalTo(0));
        assertThat(receiver.messages()).hasSize(1);
    }

    @Test
    void whoWasToldLaterIsNotToldFirst() {
        receiver.answers(500);
        String rule = rule(receiver.url());
        List<String> events = IntStream.range(0, 3).mapToObj(i -> event(rule, "{}")).toList();
        round();
        assertThat(receiver.messages()).hasSize(1);
        deliveries.round(Duration.ofSeconds(13)).await().atMost(LONGEST);
        assertThat(receiver.messages()).extracting(Message::id).containsExactly(events.get(0), events.get(0),
                events.get(1), events.get(2));
    }

    @Test
    void rulesThatTellTheSameReceiverWaitForNoOtherButTakeFewPlaces() {
        List<String> rules = IntStream.range(0, 6).mapToObj(i -> rule(receiver.url() + "/" + i)).toList();
        String tried = event(rules.get(0), "{}");
        rules.stream().skip(1).forEach(rule -> event(rule, "{}"));
        event(rules.get(1), "{}");
        database.value("UPDATE alert_delivery SET attempts = 3, next_attempt_at = now() - interval '1 h' "
                + "WHERE event_id = ($1::text)::uuid RETURNING ''", tried);
        Instant now = Instant.now();
        assertThat(store.take(now, 10, Duration.ofSeconds(30)).await().atMost(LONGEST)).hasSize(4)
                .allMatch(taken -> taken.attempts() == 1);
        assertThat(store.take(now, 10, Duration.ofSeconds(30)).await().atMost(LONGEST)).isEmpty();
    }

    @Test
    void redirectsAreNotFollowed() {
        TestReceiver other = new TestReceiver();
        try (other) {
            receiver.answers(307, Map.of("Location", other.url()));
            String event = event(rule(receiver.url()), "{}");
            round();
            assertThat(delivery(event)).isEqualTo("waiting 1 307 redirect");
            assertThat(other.messages()).isEmpty();
        }
    }

    @Test
    void longAnswersAreNotRead() {
        receiver.answersAtLength(50_000_000);
        String event = event(rule(receiver.url()), "{}");
        round();
        assertThat(delivery(event)).isEqualTo("delivered 1 200");
    }

    @Test
    void whoDoesNotListenIsTriedAgain() {
        String url = receiver.url();
        receiver.close();
        String event = event(rule(url), "{}");
        round();
        assertThat(delivery(event)).isEqualTo("waiting 1 connect_failed");
    }

    @Test
    void aSlowReceiverDelaysNoOther() {
        receiver.stalls();
        String rule = rule(receiver.url());
        List<String> slow = IntStream.range(0, 3).mapToObj(i -> event(rule, "{}")).toList();
        TestReceiver quick = new TestReceiver();
        try (quick) {
            String other = rule(quick.url());
            List<String> events = IntStream.range(0, 5).mapToObj(i -> event(other, "{}")).toList();
            var round = deliveries.round(Duration.ZERO).subscribeAsCompletionStage();
            await().atMost(Duration.ofSeconds(14)).until(() -> events.stream().map(this::delivery).toList(),
                    all -> all.stream().allMatch("delivered 1 204"::equals));
            assertThat(round.toCompletableFuture()).isNotDone();
            assertThat(receiver.messages()).hasSize(1);
            round.join();
        }
        assertThat(slow.stream().map(this::delivery)).contains("waiting 1 timeout");
    }

    @Test
    void whatAProcessTookBeforeItDiedIsSentByAnother() {
        String event = event(rule(receiver.url()), "{}");
        assertThat(store.take(Instant.now(), 10, Duration.ofSeconds(30)).await().atMost(LONGEST)).hasSize(1);
        round();
        assertThat(receiver.messages()).isEmpty();
        deliveries.round(Duration.ofSeconds(31)).await().atMost(LONGEST);
        assertThat(delivery(event)).isEqualTo("delivered 2 204");
    }

    @Test
    void twoProcessesSendNothingTwice() {
        String rule = rule(receiver.url());
        List<String> events = IntStream.range(0, 10).mapToObj(i -> event(rule, "{}")).toList();
        for (int i = 0; i < 5; i++) {
            Uni.join().all(deliveries.round(Duration.ZERO), deliveries.round(Duration.ZERO)).andFailFast().await()
                    .atMost(LONGEST);
        }
        assertThat(receiver.messages()).extracting(Message::id).containsExactlyInAnyOrderElementsOf(events);
    }

    @Test
    void aTestTellsWhatCameOfIt() {
        String rule = rule(receiver.url());
        receiver.answers(200);
        given().post("/v1/alert-rules/" + rule + "/test").then().statusCode(200)
                .body("webhooks.size()", equalTo(1)).body("webhooks[0].delivered", equalTo(true))
                .body("webhooks[0].status_code", equalTo(200)).body("webhooks[0].error", nullValue());
        Message message = receiver.messages().get(0);
        assertThat(message.isSignedBy(SECRET)).isTrue();
        JsonPath body = new JsonPath(message.body());
        assertThat(body.getString("type")).isEqualTo("alert.test");
        assertThat(body.getString("data.rule_id")).isEqualTo(rule);
        assertThat(body.getString("data.metric")).isEqualTo("runs");
        assertThat(database.value("SELECT state FROM alert_state WHERE rule_id = ($1::text)::uuid", rule))
                .isEqualTo("ok");

        given().post("/v1/alert-rules/" + rule + "/test").then().statusCode(429).header("Retry-After", "10");
        given().post("/v1/alert-rules/" + UUID.randomUUID() + "/test").then().statusCode(404);
        database.value("UPDATE alert_rule SET tested_at = now() - interval '10 s' RETURNING ''");
        receiver.stalls();
        given().post("/v1/alert-rules/" + rule + "/test").then().statusCode(200)
                .body("webhooks[0].delivered", equalTo(false)).body("webhooks[0].status_code", nullValue())
                .body("webhooks[0].error", equalTo("timeout"));
    }

    private void round() {
        deliveries.round(Duration.ZERO).await().atMost(LONGEST);
    }

    private String rule(String url) {
        return given().contentType(ContentType.JSON).body("""
                {"name": "r", "condition": {"kind": "threshold", "metric": "runs", "window": "5m", "value": 1},
                 "webhooks": [{"url": "%s", "secret": "%s"}]}""".formatted(url, SECRET)).post("/v1/alert-rules").then()
                .statusCode(201).extract().path("rule_id");
    }

    /** Something to tell, as an evaluation writes it. */
    private String event(String rule, String body) {
        String event = UUID.randomUUID().toString();
        database.value("""
                INSERT INTO alert_event (project_id, event_id, rule_id, rule_name, kind, state, at, notification, body)
                VALUES ('default', ($1::text)::uuid, ($2::text)::uuid, 'r', 'threshold', 'fired', now(), 'sent', $3)
                RETURNING ''""", event, rule, body);
        database.value(
                """
                        INSERT INTO alert_delivery (project_id, delivery_id, event_id, webhook_id, origin, next_attempt_at, created_at)
                        SELECT project_id, uuidv7(), ($1::text)::uuid, webhook_id, origin, now(), now()
                          FROM alert_webhook WHERE rule_id = ($2::text)::uuid RETURNING ''""",
                event, rule);
        return event;
    }

    private String delivery(String event) {
        return database.value("SELECT concat_ws(' ', status, attempts, status_code, error) FROM alert_delivery "
                + "WHERE event_id = ($1::text)::uuid", event);
    }

    /** Seconds until it is sent again. */
    private double wait(String event) {
        return Double
                .parseDouble(database.value("SELECT extract(epoch FROM next_attempt_at - now()) FROM alert_delivery "
                        + "WHERE event_id = ($1::text)::uuid", event));
    }
}
