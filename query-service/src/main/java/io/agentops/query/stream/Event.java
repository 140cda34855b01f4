package io.agentops.query.stream;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

/**
 * An event as it is written to every client that gets it.
 *
 * @param id null in a notice
 * @param subject what filters look at; null in a notice, which everybody gets
 * @param frame its text; never changed
 */
public record Event<T>(
        EventId id,
        T subject,
        Buffer frame) {

    /**
     * An event of something that happened.
     *
     * @param name of the kind of event
     * @param data one line of JSON
     */
    public static <T> Event<T> of(String name, EventId id, T subject, byte[] data) {
        String head = "id: " + id + "\nevent: " + name + "\ndata: ";
        return new Event<>(id, subject, Buffer.buffer(head.length() + data.length + 2).appendString(head)
                .appendBytes(data).appendString("\n\n"));
    }

    /**
     * An event that tells of the stream itself. It has no id, so that clients do not resume after it.
     *
     * @param more what else it says
     */
    public static <T> Event<T> notice(String code, String detail, JsonObject more) {
        JsonObject data = new JsonObject().put("code", code).put("detail", detail).mergeIn(more);
        return new Event<>(null, null, Buffer.buffer("event: notice\ndata: " + data.encode() + "\n\n"));
    }

    /** A notice that says no more than its code and detail. */
    public static <T> Event<T> notice(String code, String detail) {
        return notice(code, detail, new JsonObject());
    }
}
