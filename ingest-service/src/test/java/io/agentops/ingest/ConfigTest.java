package io.agentops.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.agentops.ingest.agents.AgentSettings;
import io.agentops.ingest.agents.FaultSettings;
import io.agentops.ingest.alerts.AlertSettings;
import io.agentops.ingest.kafka.KafkaSettings;
import io.agentops.ingest.ledger.LedgerSettings;
import io.agentops.ingest.limits.LimitSettings;
import io.agentops.ingest.otlp.OtlpSettings;
import io.agentops.ingest.privacy.Privacy;
import io.agentops.ingest.retention.DeadLetterSettings;
import io.agentops.ingest.retention.RetentionSettings;
import io.agentops.ingest.runs.IntakeSettings;
import io.agentops.ingest.webhooks.WebhookSettings;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;

class ConfigTest {

    private final SmallRyeConfig defaults = new SmallRyeConfigBuilder().addDiscoveredConverters()
            .withMapping(IntakeSettings.class)
            .withMapping(OtlpSettings.class).withMapping(KafkaSettings.class).withMapping(IngestSecret.Settings.class)
            .withMapping(Privacy.Settings.class).withMapping(LedgerSettings.class).withMapping(RetentionSettings.class)
            .withMapping(DeadLetterSettings.class).withMapping(LimitSettings.class)
            .withMapping(AlertSettings.class).withMapping(WebhookSettings.class)
            .withMapping(AgentSettings.class).withMapping(FaultSettings.class).build();

    @Test
    void doorsHaveTheDocumentedLimits() {
        IntakeSettings intake = defaults.getConfigMapping(IntakeSettings.class);
        assertThat(intake.storedWait()).isEqualTo(Duration.ofSeconds(2));
        assertThat(intake.inFlight()).isEqualTo(4096);
        assertThat(intake.runBytes()).isEqualTo(16 * 1024 * 1024);
        assertThat(intake.bulkLines()).isEqualTo(10_000);
        assertThat(intake.bulkInFlight()).isEqualTo(256);
    }

    @Test
    void openTelemetrysDoorsHaveTheDocumentedLimits() {
        OtlpSettings otlp = defaults.getConfigMapping(OtlpSettings.class);
        assertThat(otlp.requestBytes()).isEqualTo(16 * 1024 * 1024);
        assertThat(otlp.inFlightBytes()).isEqualTo(32 * 1024 * 1024);
        assertThat(otlp.requestItems()).isEqualTo(65_536);
        assertThat(otlp.readWait()).isEqualTo(Duration.ofSeconds(2));
        assertThat(otlp.durableWait()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void recordsAreSentAsDocumented() {
        KafkaSettings kafka = defaults.getConfigMapping(KafkaSettings.class);
        assertThat(kafka.linger()).isEqualTo(Duration.ofMillis(5));
        assertThat(kafka.batchBytes()).isEqualTo(256 * 1024);
        assertThat(kafka.bufferBytes()).isEqualTo(32L * 1024 * 1024);
        assertThat(kafka.recordBytes()).isEqualTo(2 * 1024 * 1024);
        assertThat(kafka.deliveryTimeout()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void projectsHaveNoRateUnlessOneIsSet() {
        LimitSettings limits = defaults.getConfigMapping(LimitSettings.class);
        assertThat(limits.share()).isEqualTo(1);
        assertThat(limits.rate()).isEmpty();
        assertThat(limits.burst()).isEmpty();
        assertThat(limits.projects()).isEmpty();
        assertThat(limits.backlog()).isEqualTo(10_000_000);
        assertThat(limits.backlogEvery()).isEqualTo(Duration.ofSeconds(5));
        SmallRyeConfig set = new SmallRyeConfigBuilder().addDiscoveredConverters().withMapping(LimitSettings.class)
                .withDefaultValue("agentops.limits.projects.\"clinic.eu\".rate", "0.5")
                .withDefaultValue("agentops.limits.projects.\"clinic.eu\".burst", "20").build();
        LimitSettings.Project clinic = set.getConfigMapping(LimitSettings.class).projects().get("clinic.eu");
        assertThat(clinic.rate()).isEqualTo(0.5);
        assertThat(clinic.burst()).hasValue(20);
    }

    @Test
    void theLedgerIsKeptAsDocumented() {
        LedgerSettings ledger = defaults.getConfigMapping(LedgerSettings.class);
        assertThat(ledger.flushEvery()).isEqualTo(Duration.ofSeconds(1));
        assertThat(ledger.checkEvery()).isEqualTo(Duration.ofSeconds(10));
        assertThat(ledger.checkBack()).isEqualTo(Duration.ofHours(48));
    }

    @Test
    void contentIsRedactedUnlessAProjectSaysOtherwise() {
        Privacy.Settings privacy = defaults.getConfigMapping(Privacy.Settings.class);
        assertThat(privacy.mode()).isEqualTo(Privacy.Mode.REDACT);
        assertThat(privacy.projects()).isEmpty();
        assertThat(privacy.summaryLength()).isEqualTo(4096);
        assertThat(privacy.phoneRegion()).isEqualTo("US");
        SmallRyeConfig set = new SmallRyeConfigBuilder().addDiscoveredConverters().withMapping(Privacy.Settings.class)
                .withDefaultValue("agentops.privacy.mode", "off")
                .withDefaultValue("agentops.privacy.projects.\"clinic.eu\"", "strict").build();
        assertThat(set.getConfigMapping(Privacy.Settings.class).mode()).isEqualTo(Privacy.Mode.OFF);
        assertThat(set.getConfigMapping(Privacy.Settings.class).projects())
                .isEqualTo(Map.of("clinic.eu", Privacy.Mode.STRICT));
    }

    @Test
    void rulesAreEvaluatedAndToldAsDocumented() {
        AlertSettings alerts = defaults.getConfigMapping(AlertSettings.class);
        assertThat(alerts.every()).isEqualTo("30s");
        assertThat(alerts.rules()).isEqualTo(500);
        WebhookSettings webhooks = defaults.getConfigMapping(WebhookSettings.class);
        assertThat(webhooks.deliverEvery()).isEqualTo("2s");
        assertThat(webhooks.secretKey()).isEmpty();
        assertThat(webhooks.allowPrivateTargets()).isFalse();
        assertThat(webhooks.connectTimeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(webhooks.deliverTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(webhooks.parallel()).isEqualTo(32);
        assertThat(webhooks.origin()).isEmpty();
    }

    @Test
    void noSecretIsAskedForUnlessOneIsSet() {
        assertThat(defaults.getConfigMapping(IngestSecret.Settings.class).ingestSecret()).isEmpty();
    }

    @Test
    void runsAreKeptForThirtyDaysAndDeadLettersForFourteen() {
        RetentionSettings retention = defaults.getConfigMapping(RetentionSettings.class);
        assertThat(retention.days()).isEqualTo(30);
        assertThat(retention.projects()).isEmpty();
        assertThat(retention.every()).isEqualTo("1h");
        assertThat(retention.lockWait()).isEqualTo(Duration.ofSeconds(1));
        assertThat(defaults.getConfigMapping(DeadLetterSettings.class).days()).isEqualTo(14);
        SmallRyeConfig set = new SmallRyeConfigBuilder().addDiscoveredConverters()
                .withMapping(RetentionSettings.class)
                .withDefaultValue("agentops.retention.projects.\"clinic.eu\"", "7").build();
        assertThat(set.getConfigMapping(RetentionSettings.class).projects()).isEqualTo(Map.of("clinic.eu", 7));
    }

    @Test
    void agentsAreWatchedAsDocumented() {
        AgentSettings agents = defaults.getConfigMapping(AgentSettings.class);
        assertThat(agents.inFlight()).isEqualTo(4096);
        assertThat(agents.silentAfter()).isEqualTo(Duration.ofSeconds(16));
        assertThat(agents.returnWithin()).isEqualTo(Duration.ofSeconds(70));
        assertThat(agents.silenceEvery()).isEqualTo("2s");
        assertThat(agents.sampleEvery()).isEqualTo("60s");
        FaultSettings faults = defaults.getConfigMapping(FaultSettings.class);
        assertThat(faults.readEvery()).isEqualTo(Duration.ofSeconds(1));
        assertThat(faults.forbiddenEnvironments()).containsExactlyInAnyOrder("prod", "production");
    }
}
