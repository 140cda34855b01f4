package io.agentops.query.page;

import java.util.List;
import java.util.function.Function;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * A part of a list.
 *
 * @param nextCursor where the next page begins; null on the last one
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Page<T>(
        List<T> items,
        String nextCursor) {

    /** The most items a page may have. */
    public static final int MAX_LIMIT = 200;

    /** The items of a page when the caller does not say. */
    public static final int DEFAULT_LIMIT = 50;

    /**
     * The page of {@code limit} items out of a query that asked for one more.
     *
     * @param cursor of the last item shown
     */
    public static <T> Page<T> of(List<T> oneMore, int limit, Function<T, String> cursor) {
        if (oneMore.size() <= limit) {
            return new Page<>(oneMore, null);
        }
        List<T> shown = List.copyOf(oneMore.subList(0, limit));
        return new Page<>(shown, cursor.apply(shown.get(limit - 1)));
    }
}
