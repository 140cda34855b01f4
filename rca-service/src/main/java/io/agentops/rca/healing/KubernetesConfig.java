package io.agentops.rca.healing;

import java.util.Optional;
import java.util.Set;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Whether and where workloads of Kubernetes are restarted. How the cluster is reached is a matter of {@code quarkus.kubernetes-client}. */
@ConfigMapping(prefix = "agentops.healing.kubernetes")
public interface KubernetesConfig {

    @WithDefault("false")
    boolean enabled();

    /** Where workloads may be restarted; those of the cluster itself ({@code kube-…}) never are. */
    Optional<Set<String>> namespaces();
}
