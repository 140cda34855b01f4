package io.agentops.ingest.webhooks;

import java.time.Duration;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How notifications are sent. */
@ConfigMapping(prefix = "agentops.alerts")
public interface WebhookSettings {

    /** How often waiting notifications are looked for; {@code off} stops sending, in this process. */
    @WithDefault("2s")
    String deliverEvery();

    /** 32 bytes in base64, which seal the secrets of receivers in the database. Without it no rule can have webhooks. */
    Optional<String> secretKey();

    /** Whether receivers may have loopback, private and link-local addresses: everybody who may write rules then reaches them. */
    @WithDefault("false")
    boolean allowPrivateTargets();

    /** How long a connection may take. */
    @WithDefault("3s")
    Duration connectTimeout();

    /** How long a receiver may take to answer, from the first look at its address. */
    @WithDefault("10s")
    Duration deliverTimeout();

    /** How many notifications a process sends at once; of these one goes to a webhook, and up to four to an origin. */
    @WithDefault("32")
    int parallel();

    /** What links in notifications begin with, e.g. {@code https://agents.example.org}; they are paths without it. */
    Optional<String> origin();
}
