package io.agentops.query.page;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.agentops.query.Database;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;

@QuarkusTest
class LargePagesTest {

    private static final int SIZE = 20_000;
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

    @BeforeEach
    void empty() {
        Database.empty();
    }

    @Test
    void twentyThousandStepsAreReadInPages() {
        Database.run("large", START, "success");
        Database.execute("""
                INSERT INTO step (project_id, day, run_id, step_id, seq, name)
                SELECT 'default', '2026-03-01', 'large', 's' || n, n, 'step' FROM generate_series(1, 20000) AS n""");
        assertThat(all("/v1/runs/large/steps", "step_id"))
                .isEqualTo(IntStream.rangeClosed(1, SIZE).mapToObj(n -> "s" + n).toList());
    }

    @Test
    void twentyThousandSpansAreReadInPages() {
        Database.execute("INSERT INTO trace_key (project_id, trace_id, day) VALUES ('default', ?, '2026-03-01')",
                TRACE);
        Database.execute("""
                INSERT INTO span (project_id, day, trace_id, span_id, name, started_at)
                SELECT 'default', '2026-03-01', ?, lpad(to_hex(n), 16, '0'), 'span',
                       timestamptz '2026-03-01 10:00:00Z' + make_interval(secs => n / 1000)
                  FROM generate_series(1, 20000) AS n""", TRACE);
        assertThat(all("/v1/traces/" + TRACE + "/spans", "span_id"))
                .isEqualTo(IntStream.rangeClosed(1, SIZE).mapToObj("%016x"::formatted).toList());
    }

    private static List<String> all(String path, String id) {
        List<String> all = new ArrayList<>();
        String cursor = "";
        while (cursor != null) {
            JsonPath page = given().get(path + "?limit=200" + (cursor.isEmpty() ? "" : "&cursor=" + cursor)).then()
                    .statusCode(200).extract().jsonPath();
            assertThat(page.getList("items")).hasSize(200);
            all.addAll(page.getList("items." + id));
            cursor = page.getString("next_cursor");
        }
        return all;
    }
}
