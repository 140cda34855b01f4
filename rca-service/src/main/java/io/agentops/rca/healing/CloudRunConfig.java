package io.agentops.rca.healing;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Whether and which services of Cloud Run are restarted. */
@ConfigMapping(prefix = "agentops.healing.cloud-run")
public interface CloudRunConfig {

    @WithDefault("false")
    boolean enabled();

    /** Services that may be restarted, as {@code projects/…/locations/…/services/…}. */
    Optional<Set<String>> services();

    /** Of the Admin API. */
    @WithDefault("https://run.googleapis.com")
    URI url();

    /** Where an access token of the service account is had. */
    @WithDefault("http://metadata.google.internal/computeMetadata/v1/instance/service-accounts/default/token")
    URI tokenUrl();

    /** How long one request may take, with its answer. */
    @WithDefault("4s")
    Duration timeout();
}
