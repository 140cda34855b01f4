package io.agentops.benchmarks.speed;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A message that is made once, and again and again with another id in it: what the load costs must not be the load's own. */
final class Template {

    private final byte[] bytes;
    private final int[] places;

    /**
     * Finds the places of the id.
     *
     * @param placeholder what stands where an id shall be, and as many bytes of it
     */
    Template(byte[] bytes, byte[] placeholder) {
        this.bytes = bytes;
        List<Integer> found = new ArrayList<>();
        for (int i = 0; i + placeholder.length <= bytes.length; i++) {
            if (Arrays.equals(bytes, i, i + placeholder.length, placeholder, 0, placeholder.length)) {
                found.add(i);
            }
        }
        places = found.stream().mapToInt(Integer::intValue).toArray();
    }

    int length() {
        return bytes.length;
    }

    /** The message with this id, which has as many bytes as the placeholder. */
    byte[] with(byte[] id) {
        byte[] copy = bytes.clone();
        for (int place : places) {
            System.arraycopy(id, 0, copy, place, id.length);
        }
        return copy;
    }

    /** Several messages, one after the other. */
    byte[] with(List<byte[]> ids, String between) {
        ByteArrayOutputStream all = new ByteArrayOutputStream(ids.size() * (bytes.length + between.length()));
        for (byte[] id : ids) {
            all.writeBytes(with(id));
            all.writeBytes(between.getBytes(StandardCharsets.UTF_8));
        }
        return all.toByteArray();
    }
}
