package io.agentops.query.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.List;

import io.agentops.http.ProblemException;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;

/** The place in a list where a page ended: the sort key of its last item, opaque to callers. */
public final class Cursor {

    private static final int MAX_LENGTH = 4096;

    private Cursor() {}

    /** The cursor of a sort key, which consists of {@code Long} and {@code String} values. */
    public static String of(List<?> key) {
        return Base64.getUrlEncoder().withoutPadding()
                .encodeToString(new JsonArray(List.copyOf(key)).encode().getBytes(UTF_8));
    }

    /**
     * The key in a cursor that {@link #of} made.
     *
     * @param types {@code Long} or {@code String}, for each part of the key
     * @throws ProblemException 422 for anything else
     */
    public static JsonArray read(String cursor, List<Class<?>> types) {
        try {
            if (cursor.length() <= MAX_LENGTH) {
                JsonArray key = new JsonArray(new String(Base64.getUrlDecoder().decode(cursor), UTF_8));
                if (fits(key, types)) {
                    return key;
                }
            }
        } catch (IllegalArgumentException | DecodeException notOurs) {
            // Answered like a key of another shape.
        }
        throw invalid();
    }

    /** The answer to a cursor that is none of ours. */
    public static ProblemException invalid() {
        return ProblemException.invalid("/cursor", "must be the next_cursor of an earlier page");
    }

    private static boolean fits(JsonArray key, List<Class<?>> types) {
        if (key.size() != types.size()) {
            return false;
        }
        for (int i = 0; i < types.size(); i++) {
            if (!fits(key.getValue(i), types.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean fits(Object part, Class<?> type) {
        if (type == Long.class) {
            return part instanceof Long || part instanceof Integer;
        }
        // PostgreSQL refuses texts with the character NUL, and so none of its keys holds it.
        return part instanceof String text && text.indexOf('\0') < 0;
    }
}
