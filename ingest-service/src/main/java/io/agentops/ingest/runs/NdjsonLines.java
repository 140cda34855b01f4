package io.agentops.ingest.runs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/** Reads a body line by line, never holding more than one line of a bounded length. */
final class NdjsonLines {

    private static final int BUFFER = 65_536;

    private final InputStream in;
    private final int most;
    private final byte[] buffer = new byte[BUFFER];
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private int position;
    private int filled;
    private int number;
    private boolean tooLong;

    NdjsonLines(InputStream in, int most) {
        this.in = in;
        this.most = most;
    }

    /** Moves to the next line that is not blank; false at the end. */
    boolean next() throws IOException {
        while (read()) {
            number++;
            if (tooLong || !line.toString(java.nio.charset.StandardCharsets.ISO_8859_1).isBlank()) {
                return true;
            }
        }
        return false;
    }

    /** The line's number, from 1; blank lines count. */
    int number() {
        return number;
    }

    boolean tooLong() {
        return tooLong;
    }

    byte[] bytes() {
        return line.toByteArray();
    }

    private boolean read() throws IOException {
        line.reset();
        tooLong = false;
        boolean any = false;
        while (true) {
            if (position == filled) {
                position = 0;
                filled = Math.max(0, in.read(buffer));
                if (filled == 0) {
                    return any;
                }
            }
            any = true;
            int start = position;
            while (position < filled && buffer[position] != '\n') {
                position++;
            }
            keep(start, position - start);
            if (position < filled) {
                position++;
                return true;
            }
        }
    }

    private void keep(int start, int length) {
        if (line.size() + length > most) {
            tooLong = true;
            line.reset();
        } else if (!tooLong) {
            line.write(buffer, start, length);
        }
    }
}
