package io.agentops.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;

@QuarkusTest
@TestProfile(BodiesTest.Small.class)
class BodiesTest {

    private static final int MOST = 2_000;
    private static final byte[] TEXT = "a line of text\n".repeat(100).getBytes(StandardCharsets.UTF_8);

    public static class Small implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("agentops.http.body-bytes", Integer.toString(MOST), "agentops.http.bodies-bytes", "2000");
        }
    }

    @Inject
    BodyMemory memory;

    @Test
    void whatIsPackedIsUnpacked() {
        post("gzip", gzip(TEXT)).statusCode(200).body(equalTo("1500"));
        post("X-GZIP", gzip(TEXT)).statusCode(200).body(equalTo("1500"));
        post("deflate", packed(TEXT, DeflaterOutputStream::new)).statusCode(200).body(equalTo("1500"));
        post("identity", TEXT).statusCode(200).body(equalTo("1500"));
    }

    @Test
    void gzipInSeveralMembersIsOneBody() throws IOException {
        byte[] half = Arrays.copyOf(TEXT, 750);
        byte[] members = new SequenceInputStream(new ByteArrayInputStream(gzip(half)),
                new ByteArrayInputStream(gzip(half))).readAllBytes();
        post("gzip", members).statusCode(200).body(equalTo("1500"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 9, 10, 30, -9, -8, -1})
    void gzipThatEndsEarlyIsNotWellFormed(int end) {
        byte[] whole = gzip(TEXT);
        problem(post("gzip", Arrays.copyOf(whole, end < 0 ? whole.length + end : end)), 400,
                "The body is not complete and well-formed gzip.");
    }

    @Test
    void whatIsCorruptOrNotPackedAtAllIsNotWellFormed() {
        byte[] corrupt = gzip(TEXT);
        corrupt[corrupt.length - 6] ^= 1;
        problem(post("gzip", corrupt), 400, "The body is not complete and well-formed gzip.");
        problem(post("gzip", TEXT), 400, "The body is not complete and well-formed gzip.");
        problem(post("deflate", TEXT), 400, "The body is not complete and well-formed deflate.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"foo", "br", "zstd", "compress", "gzip, gzip"})
    void anUnknownCodingIs415AndTheAnswerNamesTheKnown(String coding) {
        problem(post(coding, TEXT), 415, "The body's Content-Encoding must be gzip or deflate.")
                .header("Accept-Encoding", "gzip, deflate");
    }

    @Test
    void aBombIs413AsAnyBodyBeyondTheLimit() {
        String detail = "A body may have at most 2,000 bytes, unpacked.";
        byte[] bomb = gzip(new byte[3_000_000]);
        assertThat(bomb.length).isLessThan(4_000);
        problem(post("gzip", bomb), 413, detail);
        problem(post("identity", new byte[MOST + 1]), 413, detail);
        post("gzip", gzip(new byte[MOST])).statusCode(200).body(equalTo("2000"));
    }

    @Test
    void whatAllBodiesTakeTogetherIsBoundedAndGivenBack() {
        awaitAllGivenBack();
        assertThat(memory.take(1_000)).isTrue();
        problem(send("gzip", gzip(TEXT)), 503, "Too many bodies are being read at this moment.")
                .header("Retry-After", "1");
        memory.release(1_000);
        for (int i = 0; i < 5; i++) {
            post("gzip", gzip(TEXT)).statusCode(200);
            post("gzip", gzip(new byte[MOST + 1])).statusCode(413);
            awaitAllGivenBack();
            given().contentType("application/json").body("{\"id\": 7,").post("/orders").then().statusCode(400);
        }
        awaitAllGivenBack();
    }

    /** A body is held until its request has ended, which is shortly after its answer can be read. */
    private void awaitAllGivenBack() {
        await().until(() -> memory.take(MOST));
        memory.release(MOST);
    }

    private ValidatableResponse post(String coding, byte[] body) {
        awaitAllGivenBack();
        return send(coding, body);
    }

    private static ValidatableResponse send(String coding, byte[] body) {
        return given().contentType("text/plain").header("Content-Encoding", coding).body(body).post("/orders/raw")
                .then();
    }

    private static ValidatableResponse problem(ValidatableResponse answer, int status, String detail) {
        return answer.statusCode(status).contentType(Problem.MEDIA_TYPE).body("status", equalTo(status),
                "detail", equalTo(detail));
    }

    private interface Packing {
        OutputStream into(OutputStream out) throws IOException;
    }

    private static byte[] gzip(byte[] bytes) {
        return packed(bytes, GZIPOutputStream::new);
    }

    private static byte[] packed(byte[] bytes, Packing packing) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream packed = packing.into(out)) {
            packed.write(bytes);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return out.toByteArray();
    }
}
