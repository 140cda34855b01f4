package io.agentops.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

import jakarta.inject.Inject;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;

/**
 * Unpacks bodies while they are read, and bounds what they become: a few bytes may unpack to very many. A body that an
 * endpoint reads as it arrives is bounded by {@code quarkus.http.limits.max-body-size}, any other by what fits into memory.
 */
@Provider
final class UnpackedBodies implements ReaderInterceptor {

    private static final String TAKEN_IN_PART = " Some of what it holds may have been accepted; "
            + "sending that again changes nothing.";

    @Inject
    BodyLimits limits;

    @Inject
    HeldBytes held;

    @Override
    public Object aroundReadFrom(ReaderInterceptorContext context) throws IOException {
        InputStream sent = context.getInputStream();
        Coding coding = Coding.of(context.getHeaders().getFirst(HttpHeaders.CONTENT_ENCODING));
        if (context.getType() == InputStream.class) {
            context.setInputStream(new UnpackedBody(sent, coding, limits.streamed(), bytes -> true,
                    TAKEN_IN_PART));
            return context.proceed();
        }
        byte[] whole;
        try (UnpackedBody body = new UnpackedBody(sent, coding, limits.whole(), held::take, "")) {
            whole = body.readAllBytes();
        } catch (ProblemException refused) {
            held.release();
            throw refused;
        }
        if (context.getType() == byte[].class) {
            return whole;
        }
        context.setInputStream(new ByteArrayInputStream(whole));
        return context.proceed();
    }
}
