package io.agentops.ingest.otlp;

import io.grpc.Status;

/** A request that is refused whole, and how each door says so. It carries no stack trace: it is an answer and not a fault. */
final class OtlpFailure extends RuntimeException {

    /** How long a sender should wait before it sends the request again, where that can help. */
    static final int RETRY_AFTER_SECONDS = 1;

    /** The one table from failure to HTTP and gRPC status. */
    enum Kind {
        MALFORMED(400, Status.Code.INVALID_ARGUMENT, false),
        /** Without advice to come again, which makes it final for every exporter. */
        TOO_LARGE(413, Status.Code.RESOURCE_EXHAUSTED, false),
        UNFORESEEN(500, Status.Code.INTERNAL, false),
        BUSY(503, Status.Code.RESOURCE_EXHAUSTED, true),
        KAFKA_AWAY(503, Status.Code.UNAVAILABLE, true);

        private final int httpStatus;
        private final Status.Code code;
        private final boolean retryable;

        Kind(int httpStatus, Status.Code code, boolean retryable) {
            this.httpStatus = httpStatus;
            this.code = code;
            this.retryable = retryable;
        }

        int httpStatus() {
            return httpStatus;
        }

        Status.Code code() {
            return code;
        }

        boolean retryable() {
            return retryable;
        }
    }

    private final Kind kind;

    private OtlpFailure(Kind kind, String message) {
        super(message, null, false, false);
        this.kind = kind;
    }

    static OtlpFailure malformed(String message) {
        return new OtlpFailure(Kind.MALFORMED, message);
    }

    static OtlpFailure tooLarge(int mostBytes) {
        return new OtlpFailure(Kind.TOO_LARGE, "A request may have at most %,d bytes, unpacked.".formatted(mostBytes));
    }

    static OtlpFailure unforeseen() {
        return new OtlpFailure(Kind.UNFORESEEN, "The service failed to answer. The cause is in its log.");
    }

    static OtlpFailure busy() {
        return new OtlpFailure(Kind.BUSY, "Too many spans are being accepted at this moment.");
    }

    static OtlpFailure kafkaAway() {
        return new OtlpFailure(Kind.KAFKA_AWAY, "The spans are not durable yet: Kafka does not acknowledge them.");
    }

    Kind kind() {
        return kind;
    }
}
