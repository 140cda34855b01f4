package io.agentops.query.vulnerabilities;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.agentops.contract.agent.Heartbeat.Access;

/** What the agent's sidecar told last of how it is set up. What it did not tell is not judged. */
final class ConfigurationRules {

    private ConfigurationRules() {}

    static List<Rule> all() {
        return List.of(ConfigurationRules::unauthenticated, ConfigurationRules::plainHttp, ConfigurationRules::noKey,
                ConfigurationRules::faults, ConfigurationRules::outdated);
    }

    private static Optional<Finding> unauthenticated(Observed seen) {
        return seen.configuration().filter(told -> told.access() != null && wasLately(seen, told.access()))
                .map(told -> finding(seen, "unauthenticated-endpoint",
                        "The agent answers callers who do not say who they are",
                        Boolean.TRUE.equals(told.beyondLoopback()) ? Severity.HIGH : Severity.MEDIUM, Owasp.LLM10,
                        "Requests without any credential that were answered with 2xx: %,d of %,d since %s."
                                .formatted(told.access().withoutCredentials(), told.access().answered(),
                                        told.access().since()),
                        values("answered", told.access().answered(), "without_credentials",
                                told.access().withoutCredentials(), "last_without_credentials",
                                told.access().lastWithoutCredentials(), "beyond_loopback", told.beyondLoopback()),
                        "Ask every caller for a credential, in the agent or in what stands before it, and bound what one caller may use. "
                                + "A gateway that checks credentials and takes them off looks the same from here."));
    }

    private static boolean wasLately(Observed seen, Access access) {
        return access.lastWithoutCredentials() != null
                && !access.lastWithoutCredentials().isBefore(seen.window().since());
    }

    private static Optional<Finding> plainHttp(Observed seen) {
        return seen.configuration()
                .filter(told -> Boolean.FALSE.equals(told.platformTls())
                        && Boolean.FALSE.equals(told.platformLoopback()))
                .map(told -> finding(seen, "platform-over-plain-http", "Heartbeats go to the platform without TLS",
                        Boolean.TRUE.equals(told.projectKey()) ? Severity.HIGH : Severity.MEDIUM, Owasp.LLM02,
                        "The sidecar reaches the platform on another machine over plain HTTP"
                                + (Boolean.TRUE.equals(told.projectKey()) ? ", with the project's key." : "."),
                        values("platform_tls", told.platformTls(), "platform_loopback", told.platformLoopback(),
                                "project_key", told.projectKey()),
                        "Give the platform's URL with https, unless the network itself encrypts: who reads along can send the agent faults and restarts."));
    }

    private static Optional<Finding> noKey(Observed seen) {
        return seen.configuration()
                .filter(told -> Boolean.FALSE.equals(told.projectKey())
                        && Boolean.FALSE.equals(told.platformLoopback()))
                .map(told -> finding(seen, "no-project-key", "Heartbeats carry no key of the project", Severity.LOW,
                        Owasp.LLM06, "The sidecar speaks to a platform on another machine without a key.",
                        values("project_key", told.projectKey(), "platform_loopback", told.platformLoopback()),
                        "Set the sidecar's project key, and let what stands before the platform refuse heartbeats without one: they steer recoveries."));
    }

    private static Optional<Finding> faults(Observed seen) {
        return seen.configuration()
                .filter(told -> Boolean.TRUE.equals(told.faultsEnabled()) && seen.agent().isInProduction())
                .map(told -> finding(seen, "faults-enabled-in-production", "Faults are switched on in production",
                        Severity.LOW, Owasp.LLM10,
                        "The sidecar's faults are enabled. In this environment it refuses them all the same: one setting stands between.",
                        values("faults_enabled", told.faultsEnabled(), "environment", seen.agent().environment()),
                        "Set agentops.sidecar.faults.enabled to false where no faults are meant."));
    }

    /** Of versions that are written so that they have no order, nothing is said; nor of a sidecar ahead of its platform. */
    private static Optional<Finding> outdated(Observed seen) {
        return seen.configuration().flatMap(told -> Optional.ofNullable(told.sidecarVersion()).flatMap(Release::of)
                .flatMap(sidecar -> seen.platform().filter(platform -> sidecar.compareTo(platform) < 0)
                        .map(platform -> finding(seen, "outdated-sidecar", "The sidecar is older than the platform",
                                sidecar.isOfAnotherLine(platform) ? Severity.MEDIUM : Severity.LOW, Owasp.LLM03,
                                "The sidecar is %s, the platform %s.".formatted(sidecar, platform),
                                values("sidecar_version", sidecar, "platform_version", platform),
                                "Update the sidecar: fixes of its platform's release are missing in it."))));
    }

    private static Finding finding(Observed seen, String rule, String title, Severity severity, Owasp owasp,
            String words,
            Map<String, String> values, String advice) {
        return new Finding(rule, title, severity, owasp, words,
                Evidence.ofHeartbeat(seen.agent().lastHeartbeat(), values), advice);
    }

    private static Map<String, String> values(Object... namesAndValues) {
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put(namesAndValues[i].toString(),
                    namesAndValues[i + 1] == null ? "not told" : namesAndValues[i + 1].toString());
        }
        return values;
    }
}
