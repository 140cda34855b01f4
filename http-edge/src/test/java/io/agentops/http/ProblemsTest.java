package io.agentops.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;

@QuarkusTest
class ProblemsTest {

    @TestHTTPResource("/")
    URI base;

    @Test
    void malformedJsonIs400WithItsPosition() {
        Response answer = post("{\"id\": \"hunter2\",\n \"at\": }");
        assertProblem(answer, 400, "Bad Request", "The body is not valid JSON at line 2, column 8.");
        assertThat(answer.asString()).doesNotContain("hunter2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"id\":", "{\"items\":[{\"name\":\"x\"", "nonsense", "{\"items\":[{\"count\":01}]}"})
    void truncatedOrStrayTextIs400(String body) {
        Response answer = post(body);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.path("detail").toString()).startsWith("The body is not valid JSON at line 1, column ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null"})
    void noBodyIs400(String body) {
        assertProblem(post(body), 400, "Bad Request", "The request has no body.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "{\"items\":[{\"size\":\"small\"},{\"size\":\"hunter2\"}]} | /items/1/size | must be one of small, large",
            "{\"items\":[{\"count\":\"hunter2\"}]} | /items/0/count | must be a whole number within 32 bits",
            "{\"items\":[{\"count\":99999999999}]} | /items/0/count | must be a whole number within 32 bits",
            "{\"items\":{\"hunter2\":1}} | /items | must be a list",
            "{\"items\":[7]} | /items/0 | must be an object",
            "{\"at\":\"hunter2\"} | /at | must be a time like 2026-01-31T10:00:00Z",
            "{\"id\":{\"hunter2\":1}} | /id | must be a string",
            "{\"items\":[{\"count\":-1}]} | /items/0 | is not valid",
    })
    void wrongTypesAre422WithAPointer(String body, String pointer, String message) {
        Response answer = post(body);
        assertProblem(answer, 422, "Unprocessable Content", "The request is well-formed but invalid.");
        assertThat(answer.<String>path("errors[0].pointer")).isEqualTo(pointer);
        assertThat(answer.<String>path("errors[0].message")).isEqualTo(message);
        assertThat(answer.asString()).doesNotContain("hunter2");
    }

    @Test
    void aParameterOutOfRangeIs422() {
        for (String limit : new String[]{"0", "201", "ten", "1.5", "99999999999"}) {
            given().get("/orders/page?limit=" + limit).then().statusCode(422).contentType(Problem.MEDIA_TYPE)
                    .body("errors[0].pointer", equalTo("/limit"))
                    .body("errors[0].message", equalTo("must be a whole number from 1 to 200"));
        }
        given().get("/orders/page").then().statusCode(200).body(equalTo("50"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nowhere", "/q/nowhere", "/docs/nowhere", "/health/nowhere"})
    void unknownPathsAre404(String path) {
        for (String accept : new String[]{"*/*", "text/html", "application/json"}) {
            assertProblem(given().accept(accept).get(path), 404, "Not Found", "Nothing is known under this path.");
        }
    }

    @Test
    void aPathParameterOfTheWrongTypeIs404() {
        assertProblem(given().get("/orders/seven"), 404, "Not Found", "Nothing is known under this path.");
    }

    @Test
    void aWrongMethodIs405AndNamesTheRightOne() {
        Response answer = given().delete("/orders");
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.contentType()).isEqualTo(Problem.MEDIA_TYPE);
        assertThat(answer.header("Allow")).isEqualTo("POST");
        assertThat(given().put("/orders/7").header("Allow")).isEqualTo("GET, HEAD");
        assertThat(given().put("/").header("Allow")).isEqualTo("GET, HEAD");
    }

    @Test
    void wrongMediaTypesAre415And406() {
        assertProblem(given().contentType("text/csv").body("a,b").post("/orders"), 415, "Unsupported Media Type",
                "The body's media type is not one this path accepts.");
        assertProblem(given().accept("image/png").get("/orders/7"), 406, "Not Acceptable",
                "The answer cannot be given in any of the media types the Accept header allows.");
    }

    @Test
    void aBodyBeyondTheLimitIs413() {
        assertProblem(post("{\"id\":\"" + "x".repeat(5000) + "\"}"), 413, "Request Entity Too Large",
                "The body is larger than this service accepts.");
        given().contentType("text/plain").body("x".repeat(4096)).post("/orders/raw").then().statusCode(200);
    }

    @Test
    void aChunkedBodyBeyondTheLimitIs413() throws IOException {
        String head = "POST /orders/raw HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n";
        String answer = raw(head + "C350\r\n" + "x".repeat(50_000) + "\r\n0\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 413 ");
    }

    @Test
    void aRequestLineThatIsNoUriIs400WithoutABody() throws IOException {
        String answer = raw("GET /orders/%zz HTTP/1.1\r\nHost: x\r\nAccept: text/html\r\nConnection: close\r\n\r\n");
        assertThat(answer).isEqualTo("HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
    }

    @Test
    void aStoreThatIsAwayIs503() {
        Response answer = given().get("/orders/stored");
        assertProblem(answer, 503, "Service Unavailable", "A backing store is away. Try again in a few seconds.");
        assertThat(answer.header("Retry-After")).isEqualTo("5");
    }

    @Test
    void theUnforeseenIs500AndSaysNothingInternal() {
        given().accept("text/html,*/*").get("/orders/broken").then().statusCode(500).contentType(Problem.MEDIA_TYPE)
                .body("detail", equalTo("The service failed to answer. The cause is in its log."))
                .body(not(containsString("secret"))).body(not(containsString("IllegalState")));
    }

    @Test
    void theServicesOwnProblemsAreAnsweredAsTheyAre() {
        assertProblem(given().get("/orders/conflict"), 409, "Conflict", "Already shipped.");
        assertThat(given().get("/orders/busy").header("Retry-After")).isEqualTo("7");
    }

    private static Response post(String body) {
        return given().contentType(ContentType.JSON).body(body).post("/orders");
    }

    private static void assertProblem(Response answer, int status, String title, String detail) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.contentType()).isEqualTo(Problem.MEDIA_TYPE);
        assertThat(answer.<String>path("type")).isEqualTo("about:blank");
        assertThat(answer.<Integer>path("status")).isEqualTo(status);
        assertThat(answer.<String>path("title")).isEqualTo(title);
        assertThat(answer.<String>path("detail")).isEqualTo(detail);
    }

    private String raw(String request) throws IOException {
        try (Socket socket = new Socket(base.getHost(), base.getPort())) {
            socket.setSoTimeout(5000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            byte[] answer = new byte[4096];
            int length = socket.getInputStream().read(answer);
            return new String(answer, 0, Math.max(0, length), StandardCharsets.US_ASCII);
        }
    }
}
