package io.agentops.ingest.otlp;

import java.util.OptionalInt;

import io.agentops.ingest.limits.Limited;
import io.grpc.Status;

/** A request that is refused whole, and how each door says so. It carries no stack trace: it is an answer and not a fault. */
final class OtlpFailure extends RuntimeException {

    private static final int RETRY_AFTER_SECONDS = 1;

    /** The one table from failure to HTTP and gRPC status. */
    enum Kind {
        MALFORMED(400, Status.Code.INVALID_ARGUMENT),
        /** Without advice to come again, which makes it final for every exporter. */
        TOO_LARGE(413, Status.Code.RESOURCE_EXHAUSTED),
        UNFORESEEN(500, Status.Code.INTERNAL),
        /** The project alone is refused. */
        LIMITED(429, Status.Code.RESOURCE_EXHAUSTED),
        BUSY(503, Status.Code.UNAVAILABLE),
        KAFKA_AWAY(503, Status.Code.UNAVAILABLE);

        private final int httpStatus;
        private final Status.Code code;

        Kind(int httpStatus, Status.Code code) {
            this.httpStatus = httpStatus;
            this.code = code;
        }

        int httpStatus() {
            return httpStatus;
        }

        Status.Code code() {
            return code;
        }
    }

    private final Kind kind;
    private final int retryAfterSeconds;

    private OtlpFailure(Kind kind, String message, int retryAfterSeconds) {
        super(message, null, false, false);
        this.kind = kind;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    static OtlpFailure malformed(String message) {
        return new OtlpFailure(Kind.MALFORMED, message, 0);
    }

    static OtlpFailure tooLarge(int mostBytes) {
        return new OtlpFailure(Kind.TOO_LARGE, "A request may have at most %,d bytes, unpacked.".formatted(mostBytes),
                0);
    }

    static OtlpFailure unforeseen() {
        return new OtlpFailure(Kind.UNFORESEEN, "The service failed to answer. The cause is in its log.", 0);
    }

    static OtlpFailure busy() {
        return new OtlpFailure(Kind.BUSY, "Too many spans are being accepted at this moment.", RETRY_AFTER_SECONDS);
    }

    static OtlpFailure limited(Limited limited) {
        return new OtlpFailure(limited.reason().isOfProject() ? Kind.LIMITED : Kind.BUSY, limited.getMessage(),
                limited.retryAfterSeconds());
    }

    static OtlpFailure kafkaAway() {
        return new OtlpFailure(Kind.KAFKA_AWAY, "The spans are not durable yet: Kafka does not acknowledge them.",
                RETRY_AFTER_SECONDS);
    }

    /** How long a sender should wait before it sends the request again; empty where that cannot help. */
    OptionalInt retryAfterSeconds() {
        return retryAfterSeconds > 0 ? OptionalInt.of(retryAfterSeconds) : OptionalInt.empty();
    }

    Kind kind() {
        return kind;
    }
}
