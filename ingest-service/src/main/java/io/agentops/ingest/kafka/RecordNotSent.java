package io.agentops.ingest.kafka;

import java.io.Serial;

import org.apache.kafka.common.errors.RecordTooLargeException;

/** Kafka did not acknowledge a record. It may be there all the same; sending it again is harmless. */
public class RecordNotSent extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    RecordNotSent(Throwable cause) {
        super("Kafka did not acknowledge a record", cause);
    }

    /** Whether the record can never be sent as it is. */
    public static boolean isTooLarge(Throwable failure) {
        return failure instanceof RecordNotSent && failure.getCause() instanceof RecordTooLargeException;
    }
}
