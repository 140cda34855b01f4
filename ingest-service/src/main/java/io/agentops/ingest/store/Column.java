package io.agentops.ingest.store;

import java.lang.reflect.Array;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;

/**
 * One column of a merged table.
 *
 * @param merge what becomes of two values; the same rule holds in memory and in SQL
 */
record Column(String name, Type type, Merge merge) {

    /** How values travel: a batch is one array a column, cast where the driver has no array of the type. */
    enum Type {
        TEXT(String.class, "text[]", ""),
        DATE(LocalDate.class, "date[]", ""),
        TIMESTAMPTZ(OffsetDateTime.class, "timestamptz[]", ""),
        INTEGER(Integer.class, "int[]", ""),
        BIGINT(Long.class, "bigint[]", ""),
        DOUBLE(Double.class, "float8[]", ""),
        BOOLEAN(Boolean.class, "bool[]", ""),
        /** A {@link java.math.BigDecimal}. */
        NUMERIC(String.class, "text[]", "::numeric"),
        /** The literal of an array of texts. */
        LABELS(String.class, "text[]", "::text[]"),
        /** A {@link JsonObject}, or a {@link com.fasterxml.jackson.databind.JsonNode} of any kind. */
        JSONB(String.class, "text[]", "::jsonb");

        private final Class<?> element;
        private final String arrayType;
        private final String cast;

        Type(Class<?> element, String arrayType, String cast) {
            this.element = element;
            this.arrayType = arrayType;
            this.cast = cast;
        }

        String arrayType() {
            return arrayType;
        }

        String cast() {
            return cast;
        }

        /**
         * The values of one column of many rows, as the driver wants them.
         *
         * @return null where no row has one: unnested beside longer arrays it stands for as many nulls, at no price
         */
        Object[] array(List<Object[]> rows, int column) {
            Object[] values = null;
            for (int i = 0; i < rows.size(); i++) {
                Object value = rows.get(i)[column];
                if (value != null) {
                    values = values == null ? (Object[]) Array.newInstance(element, rows.size()) : values;
                    values[i] = element == String.class ? value.toString() : value;
                }
            }
            return values;
        }
    }

    /** What becomes of an older and a newer value. A missing value never replaces one. */
    enum Merge {
        /** Part of the key: never differs. */
        KEY,
        /** The leading row's value, see {@link Table}. */
        LEADING,
        /** The smaller value. */
        LEAST,
        /** The larger value. */
        GREATEST,
        /** The union of two JSON objects; under one name, the leading row's value. */
        UNION,
        /** What is made of all rows of a run, and is none of a message's values: a row that is there keeps its own. */
        MADE
    }
}
