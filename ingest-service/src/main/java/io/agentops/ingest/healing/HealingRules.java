package io.agentops.ingest.healing;

import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;

import io.agentops.http.Problem;
import io.agentops.ingest.healing.HealingResource.Target;
import io.agentops.ingest.healing.HealingResource.TargetKind;
import io.agentops.ingest.healing.HealingResource.Wanted;
import io.agentops.ingest.healing.ProjectHealingResource.Stop;
import io.agentops.ingest.healing.RecoveryResource.Wish;
import io.agentops.ingest.runs.Rules;

/** What the bodies of these doors must keep beyond their types. Names of targets become parts of requests to control planes. */
final class HealingRules extends Rules {

    private static final int REASON_LENGTH = 500;
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
    private static final Pattern NAME = Pattern
            .compile("(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*+");
    private static final Pattern WORKLOAD = Pattern.compile("(deployment|statefulset|daemonset)/(.+)");
    private static final Pattern SERVICE = Pattern.compile(
            "projects/[a-z][-a-z0-9]{4,28}[a-z0-9]/locations/[a-z]+-[a-z]+[0-9]{1,2}/services/[a-z]([-a-z0-9]{0,61}[a-z0-9])?");

    private final Instant now;

    HealingRules(Instant now) {
        super(now);
        this.now = now;
    }

    List<Problem.Error> check(Wish wish) {
        bounded("/reason", wish.reason(), REASON_LENGTH);
        bounded("/requested_by", wish.requestedBy(), ID_LENGTH);
        return errors();
    }

    List<Problem.Error> check(Stop stop) {
        present("/stopped", stop.stopped());
        if (Boolean.TRUE.equals(stop.stopped())) {
            required("/reason", stop.reason(), REASON_LENGTH);
        }
        return errors();
    }

    List<Problem.Error> check(Wanted wanted) {
        present("/policy", wanted.policy());
        if (wanted.pausedUntil() != null) {
            if (!wanted.pausedUntil().isAfter(now)) {
                add("/paused_until", "must be in the future");
            } else if (wanted.pausedUntil().isAfter(LAST)) {
                add("/paused_until", "must be before the year 10000");
            }
            required("/pause_reason", wanted.pauseReason(), REASON_LENGTH);
        } else if (wanted.pauseReason() != null) {
            add("/pause_reason", "is for a pause alone");
        }
        if (wanted.target() != null) {
            within("/target", wanted.target(), this::target);
        }
        return errors();
    }

    private void target(Target target) {
        present("/kind", target.kind());
        if (target.kind() == TargetKind.KUBERNETES) {
            kubernetes(target);
        } else if (target.kind() == TargetKind.CLOUD_RUN) {
            named("/service", target.service(), SERVICE, "must be projects/…/locations/…/services/…");
            absent(target.namespace(), "/namespace");
            absent(target.workload(), "/workload");
            absent(target.pod(), "/pod");
        }
    }

    private void kubernetes(Target target) {
        named("/namespace", target.namespace(), LABEL, "must be the name of a namespace");
        absent(target.service(), "/service");
        if ((target.workload() == null) == (target.pod() == null)) {
            add("", "must have either workload or pod");
        } else if (target.pod() != null) {
            named("/pod", target.pod(), NAME, "must be the name of a pod");
        } else {
            var parts = WORKLOAD.matcher(target.workload());
            if (!parts.matches() || !NAME.matcher(parts.group(2)).matches()) {
                add("/workload", "must be deployment, statefulset or daemonset, a slash and a name");
            }
        }
    }

    private void named(String field, String value, Pattern form, String message) {
        if (value == null) {
            add(field, "is required");
        } else if (!form.matcher(value).matches()) {
            add(field, message);
        }
    }

    private void absent(String value, String field) {
        if (value != null) {
            add(field, "is for another kind of target");
        }
    }
}
