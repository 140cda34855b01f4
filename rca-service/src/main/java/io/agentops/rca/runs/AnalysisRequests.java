package io.agentops.rca.runs;

import java.io.IOException;

import jakarta.enterprise.context.ApplicationScoped;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;

import io.agentops.contract.rca.AnalysisRequest;
import io.smallrye.mutiny.Uni;

/**
 * The wake-ups of the topic {@code analysis-requests}. A wake-up that cannot be read or acted on is counted and let go, never
 * kept: the run it meant stands in the table, where the sweep finds it.
 */
@ApplicationScoped
class AnalysisRequests {

    static final String CHANNEL = "analysis_requests";

    private static final Logger LOG = Logger.getLogger(AnalysisRequests.class);

    private final Analysts analysts;
    private final RcaMetrics metrics;
    private final ObjectReader json;

    AnalysisRequests(Analysts analysts, RcaMetrics metrics, ObjectMapper json) {
        this.analysts = analysts;
        this.metrics = metrics;
        this.json = json.readerFor(AnalysisRequest.class);
    }

    @Incoming(CHANNEL)
    Uni<Void> wake(ConsumerRecord<String, byte[]> message) {
        var request = decode(message.value());
        if (request == null) {
            metrics.wakeUp("malformed");
            LOG.warnf("Ignored a malformed wake-up: %s/%d/%d", message.topic(), message.partition(), message.offset());
            return Uni.createFrom().voidItem();
        }
        return analysts.wake(request)
                .onFailure().invoke(problem -> {
                    metrics.wakeUp("deferred");
                    LOG.debugf("A wake-up is left to the sweep: %s", FailureWords.of(problem));
                })
                .onFailure().recoverWithNull();
    }

    private AnalysisRequest decode(byte[] value) {
        if (value == null) {
            return null;
        }
        try {
            AnalysisRequest request = json.readValue(value);
            return request == null || request.projectId() == null || request.rcaRunId() == null ? null : request;
        } catch (IOException e) {
            return null;
        }
    }
}
