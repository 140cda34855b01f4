package io.agentops.ingest.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;

import io.agentops.ingest.Database;
import io.quarkus.test.junit.QuarkusTest;

/** What is read from memory is what PostgreSQL would give back. */
@QuarkusTest
class JsonbTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final double[] DOUBLES = {0, -0.0, 1, 1e7, 1.2345678e7, 1e10, -2.5e-7, 1e300, 4.9e-324, 0.1, 123.456,
            Long.MAX_VALUE};
    private static final long[] LONGS = {0, -1, Integer.MAX_VALUE, Integer.MAX_VALUE + 1L, Integer.MIN_VALUE,
            Integer.MIN_VALUE - 1L, Long.MAX_VALUE, Long.MIN_VALUE};
    private static final List<String> KEYS = List.of("", "a", "b", "aa", "ab", "z", "\u00e9", "\ud83d\ude00", "\uffe5",
            "zz",
            "gen_ai.x", "Gen_ai.x");

    @Inject
    Database database;

    static IntStream seeds() {
        return IntStream.range(0, 50);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void valuesAreThoseOfTheColumn(int seed) throws JsonProcessingException {
        assertStored(map(new Random(seed), 3));
    }

    @Test
    void everyKindOfNumberIsThatOfTheColumn() throws JsonProcessingException {
        Map<String, Object> numbers = new HashMap<>();
        Arrays.stream(DOUBLES).forEach(number -> numbers.put("d" + number, number));
        Arrays.stream(LONGS).forEach(number -> numbers.put("l" + number, number));
        assertStored(numbers);
    }

    private void assertStored(Map<String, Object> entries) throws JsonProcessingException {
        String kept = database.value("SELECT $1::text::jsonb::text", JsonObject.of(entries).text());
        Map<String, Object> read = JSON.readValue(kept, new TypeReference<>() {
        });
        Map<String, Object> stored = Jsonb.stored(entries);
        assertThat(stored).isEqualTo(read);
        assertThat(orders(stored)).isEqualTo(orders(read));
    }

    private static Object orders(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream().map(entry -> List.of(entry.getKey(), orders(entry.getValue()))).toList();
        }
        return value instanceof List<?> list ? list.stream().map(JsonbTest::orders).toList() : "";
    }

    private static Map<String, Object> map(Random random, int depth) {
        Map<String, Object> entries = new HashMap<>();
        for (int i = random.nextInt(8); i >= 0; i--) {
            entries.put(KEYS.get(random.nextInt(KEYS.size())), value(random, depth));
        }
        return entries;
    }

    private static Object value(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 8 : 6)) {
            case 0 -> DOUBLES[random.nextInt(DOUBLES.length)];
            case 1 -> LONGS[random.nextInt(LONGS.length)];
            case 2 -> random.nextLong() >> random.nextInt(64);
            case 3 -> random.nextDouble() * Math.pow(10, random.nextInt(40) - 20);
            case 4 -> KEYS.get(random.nextInt(KEYS.size()));
            case 5 -> random.nextBoolean() ? null : random.nextBoolean();
            case 6 -> map(random, depth - 1);
            default -> {
                List<Object> list = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    list.add(value(random, depth - 1));
                }
                yield list;
            }
        };
    }
}
