package io.agentops.ingest.store;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a value is after a stay in a {@code jsonb} column, so that what is read from memory is what would be read from there: keys
 * by length and then bytewise, numbers without exponents (PostgreSQL, 8.14).
 */
final class Jsonb {

    private static final Comparator<byte[]> KEYS = Comparator.<byte[]>comparingInt(key -> key.length)
            .thenComparing(Arrays::compareUnsigned);

    private Jsonb() {}

    /** The entries as they would be read again. */
    static Map<String, Object> stored(Map<String, ?> entries) {
        Map<byte[], String> names = new TreeMap<>(KEYS);
        entries.keySet().forEach(name -> names.put(name.getBytes(StandardCharsets.UTF_8), name));
        Map<String, Object> stored = new LinkedHashMap<>();
        names.values().forEach(name -> stored.put(name, stored(entries.get(name))));
        return stored;
    }

    private static Object stored(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> entries = new LinkedHashMap<>();
            map.forEach((key, entry) -> entries.put((String) key, entry));
            return stored(entries);
        }
        if (value instanceof List<?> list) {
            return list.stream().map(Jsonb::stored).collect(ArrayList::new, List::add, List::addAll);
        }
        if (value instanceof Double number) {
            return number(number);
        }
        if (value instanceof Long number) {
            return number == number.intValue() ? (Number) number.intValue() : number;
        }
        return value;
    }

    private static Object number(double number) {
        String text = new BigDecimal(Double.toString(number)).toPlainString();
        if (text.indexOf('.') < 0) {
            return whole(new BigInteger(text));
        }
        return number == 0 ? Double.valueOf(0) : (Double) number;
    }

    /** In the smallest type that holds it. */
    private static Number whole(BigInteger number) {
        if (number.bitLength() < Integer.SIZE) {
            return number.intValue();
        }
        return number.bitLength() < Long.SIZE ? (Number) number.longValue() : number;
    }
}
