package io.agentops.demo.summary;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.agentops.demo.Identity;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;

/** OpenTelemetry as any agent would set it up; nothing in it is made for this platform. */
final class Telemetry implements AutoCloseable {

    private static final Duration FLUSH = Duration.ofMillis(500);
    private static final Duration EXPORT = Duration.ofSeconds(5);
    private static final int QUEUE = 2048;
    private static final long DRAIN_SECONDS = 3;

    private final SdkTracerProvider provider;

    Telemetry(Identity agent) {
        var exporter = OtlpHttpSpanExporter.builder().setEndpoint(agent.at("/v1/traces").toString())
                .setTimeout(EXPORT).setConnectTimeout(EXPORT);
        agent.headers().forEach(exporter::addHeader);
        provider = SdkTracerProvider.builder()
                .setResource(Resource.create(Attributes.builder()
                        .put("service.name", agent.name())
                        .put("service.version", agent.version())
                        .put("deployment.environment.name", agent.environment())
                        .build()))
                .addSpanProcessor(BatchSpanProcessor.builder(exporter.build())
                        .setScheduleDelay(FLUSH).setMaxQueueSize(QUEUE).setExporterTimeout(EXPORT).build())
                .build();
    }

    Tracer tracer() {
        return provider.get("io.agentops.demo.summary");
    }

    /** Sends what is left, within bounds. */
    @Override
    public void close() {
        provider.shutdown().join(DRAIN_SECONDS, TimeUnit.SECONDS);
    }
}
