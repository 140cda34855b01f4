package io.agentops.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;

import jakarta.ws.rs.core.HttpHeaders;

import org.jboss.resteasy.reactive.server.core.CurrentRequestManager;

/** How a body may be packed. */
enum Coding {
    IDENTITY {
        @Override
        InputStream unpack(InputStream sent) {
            return sent;
        }
    },

    GZIP {
        @Override
        InputStream unpack(InputStream sent) throws IOException {
            return new GZIPInputStream(new Arriving(sent), BUFFER);
        }
    },

    DEFLATE {
        @Override
        InputStream unpack(InputStream sent) {
            return new InflaterInputStream(sent);
        }
    };

    private static final int BUFFER = 8_192;

    /** What {@code Accept-Encoding} says where a body is packed in another way. */
    private static final String KNOWN = "gzip, deflate";

    /**
     * The coding that a {@code Content-Encoding} names; a missing one is none.
     *
     * @throws ProblemException 415 where it is not known; the answer then names those that are
     */
    static Coding of(String contentEncoding) {
        return switch (contentEncoding == null ? "" : contentEncoding.strip().toLowerCase(Locale.ROOT)) {
            case "", "identity" -> IDENTITY;
            case "gzip", "x-gzip" -> GZIP;
            case "deflate" -> DEFLATE;
            default -> {
                CurrentRequestManager.get().serverResponse().setResponseHeader(HttpHeaders.ACCEPT_ENCODING, KNOWN);
                throw ProblemException.of(Problem.of(415, "The body's Content-Encoding must be gzip or deflate."));
            }
        };
    }

    /** What was packed, as it is unpacked. */
    abstract InputStream unpack(InputStream sent) throws IOException;

    /** Waits to tell whether more is to come: gzip may have several members, and between two the sender may pause. */
    private static final class Arriving extends PushbackInputStream {

        Arriving(InputStream in) {
            super(in, BUFFER);
        }

        @Override
        public int available() throws IOException {
            int next = read();
            if (next < 0) {
                return 0;
            }
            unread(next);
            return 1;
        }
    }
}
