package io.agentops.ingest.privacy;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/** Redactors as a service without settings has them. */
public final class Redactors {

    private Redactors() {}

    public static Redactor redactor() {
        return redactor(new SimpleMeterRegistry());
    }

    static Redactor redactor(MeterRegistry meters) {
        return new Redactor(TestSettings.of(Privacy.Mode.REDACT), meters);
    }

    public static RefusedText refusedText() {
        return new RefusedText(redactor());
    }
}
