package io.agentops.query.search;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.agentops.query.Database;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class SearchAgreementTest {

    private static final int RUNS = 60;
    private static final int SEARCHES = 300;

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void theDatabaseAndTheSearchItselfFindTheSameRuns(long seed) {
        Database.empty();
        Random random = new Random(seed);
        new RandomRuns(random).store(RUNS);
        List<SearchedRun> stored = RandomRuns.stored();
        assertThat(stored).hasSize(RUNS);
        Set<Integer> sizes = new HashSet<>();
        for (int n = 0; n < SEARCHES; n++) {
            String query = RandomSearch.any(random);
            Search search = Search.parse(query);
            List<String> fitting = stored.stream().filter(search::matches).map(SearchedRun::runId).toList();
            assertThat(found(query)).as(query).isEqualTo(fitting);
            sizes.add(fitting.size());
        }
        assertThat(sizes).as("how many runs fit, by search").hasSizeGreaterThan(RUNS / 3);
    }

    private static List<String> found(String query) {
        return given().queryParam("from", RandomRuns.START.minusSeconds(86_400).toString())
                .queryParam("to", RandomRuns.START.plusSeconds(86_400).toString()).queryParam("q", query)
                .queryParam("limit", 200).get("/v1/runs").then().statusCode(200).extract().jsonPath()
                .getList("items.run_id");
    }
}
