package io.agentops.sidecar.faults;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import io.agentops.contract.agent.DesiredConfig;
import io.agentops.contract.agent.FaultPhase;
import io.agentops.contract.agent.FaultRules;
import io.agentops.contract.agent.FaultSpec;
import io.agentops.contract.agent.FaultState;
import io.agentops.contract.agent.FaultType;
import io.agentops.sidecar.SidecarSettings;
import io.vertx.core.Vertx;

/**
 * The faults of this sidecar: what is wanted comes from outside, what is active is decided here. An id is armed once, whatever
 * is said of it later; and the end of a fault needs nobody.
 */
@Singleton
public class FaultRegistry {

    private static final Logger LOG = Logger.getLogger(FaultRegistry.class);

    private final Vertx vertx;
    private final FaultSettings settings;
    private final CrashTarget crashTarget;
    private final String refusal;
    private final KnownFaults known;
    /** Held while a configuration is taken in, which writes to the disk; never by requests. */
    private final Object configuring = new Object();
    private volatile List<ActiveFault> active = List.of();
    private volatile List<FaultState> past = List.of();

    public FaultRegistry(Vertx vertx, SidecarSettings sidecar, FaultSettings settings, CrashTarget crashTarget) {
        this.vertx = vertx;
        this.settings = settings;
        this.crashTarget = crashTarget;
        this.known = new KnownFaults(sidecar.dataDir());
        this.refusal = SidecarSettings.isProduction(sidecar.environment())
                ? "faults are off in environment " + sidecar.environment().strip()
                : settings.enabled() ? null : "faults are off by agentops.sidecar.faults.enabled";
    }

    /** What happens to a request. */
    public FaultPlan plan(FaultSubject subject) {
        List<ActiveFault> now = active;
        if (now.isEmpty()) {
            return FaultPlan.NONE;
        }
        boolean exempt = !subject.synthetic() && isExempt(subject.path());
        List<FaultPlan.Hit> hits = new ArrayList<>(now.size());
        for (ActiveFault fault : now) {
            FaultPlan.Hit hit = exempt && !fault.spec().includeHealth() ? null : fault.hit(subject);
            if (hit != null) {
                hits.add(hit);
            }
        }
        return hits.isEmpty() ? FaultPlan.NONE : new FaultPlan(hits);
    }

    /** Whether a path is one of health and the like, which faults leave alone by themselves. */
    public boolean isExempt(String path) {
        return settings.exemptPaths().stream()
                .anyMatch(exempt -> path.equals(exempt)
                        || (path.startsWith(exempt) && path.charAt(exempt.length()) == '/'));
    }

    /** Whether a request on a route could meet a fault now. */
    public boolean isAnyActive(String route) {
        return active.stream().anyMatch(fault -> fault.spec().match().route().equals(route)
                && fault.state().phase() == FaultPhase.ACTIVE && fault.spec().type() != FaultType.CRASH);
    }

    /** Makes the faults those that are wanted. Writes to the disk: not for event loops. */
    public void apply(DesiredConfig wanted) {
        synchronized (configuring) {
            List<ActiveFault> staying = new ArrayList<>();
            List<FaultState> ended = new ArrayList<>();
            List<FaultSpec> news = new ArrayList<>();
            for (FaultSpec spec : wanted.faults()) {
                sort(spec, wanted.faults().indexOf(spec), staying, ended, news);
            }
            drop(staying);
            Map<String, ActiveFault> armed = arm(news, wanted, ended);
            crash(armed, ended);
            staying.addAll(armed.values());
            past = List.copyOf(ended);
            active = List.copyOf(staying);
            armed.values().forEach(this::begin);
        }
    }

    /** Ends all faults on the spot. They stay ended, although the platform may still want them. */
    public void clear() {
        synchronized (configuring) {
            List<ActiveFault> all = active;
            active = List.of();
            all.forEach(fault -> fault.end(FaultPhase.CLEARED));
            List<FaultState> ended = new ArrayList<>(past);
            all.forEach(fault -> ended.add(fault.state()));
            past = List.copyOf(ended);
        }
    }

    /** All faults that are wanted, and what became of them. */
    public List<FaultState> states() {
        List<FaultState> states = active.stream().map(ActiveFault::state)
                .collect(Collectors.toCollection(ArrayList::new));
        states.addAll(past);
        return states;
    }

    private void sort(FaultSpec spec, int place, List<ActiveFault> staying, List<FaultState> ended,
            List<FaultSpec> news) {
        ActiveFault present = active.stream().filter(fault -> fault.spec().faultId().equals(spec.faultId())).findFirst()
                .orElse(null);
        String refused = present == null ? refusal(spec, place) : null;
        if (present != null) {
            staying.add(present);
        } else if (refused != null) {
            ended.add(refused(spec, refused));
        } else if (known.contains(spec.faultId())) {
            ended.add(past.stream().filter(state -> spec.faultId().equals(state.faultId())).findFirst()
                    .orElse(new FaultState(spec.faultId(), spec.type(), FaultPhase.EXPIRED, null, 0, 0)));
        } else {
            news.add(spec);
        }
    }

    private String refusal(FaultSpec spec, int place) {
        if (refusal != null) {
            return refusal;
        }
        if (place >= FaultRules.MOST_FAULTS) {
            return "there are " + FaultRules.MOST_FAULTS + " faults already";
        }
        List<FaultRules.Violation> wrong = FaultRules.violations(spec);
        return wrong.isEmpty() ? null : wrong.get(0).pointer() + " " + wrong.get(0).message();
    }

    private void drop(List<ActiveFault> staying) {
        List<ActiveFault> before = active;
        active = List.copyOf(staying);
        before.stream().filter(fault -> !staying.contains(fault)).forEach(fault -> fault.end(FaultPhase.CLEARED));
    }

    /** A fault that cannot be remembered is not armed: after a restart it would be armed again. */
    private Map<String, ActiveFault> arm(List<FaultSpec> news, DesiredConfig wanted, List<FaultState> ended) {
        Map<String, ActiveFault> armed = new LinkedHashMap<>();
        Set<String> ids = news.stream().map(FaultSpec::faultId).collect(Collectors.toSet());
        if (ids.isEmpty()) {
            return armed;
        }
        try {
            known.add(ids, wanted.faults().stream().map(FaultSpec::faultId).toList());
        } catch (UncheckedIOException e) {
            LOG.error("Faults are not armed, since they could not be remembered", e);
            news.forEach(spec -> ended.add(refused(spec, "the sidecar cannot write to its disk")));
            return armed;
        }
        for (FaultSpec spec : news) {
            long nanos = nanos(spec, wanted.serverTime());
            if (nanos <= 0) {
                ended.add(new FaultState(spec.faultId(), spec.type(), FaultPhase.EXPIRED, null, 0, 0));
            } else {
                armed.putIfAbsent(spec.faultId(), new ActiveFault(spec, nanos));
            }
        }
        return armed;
    }

    /** Before anybody is told of them: those that find nothing to kill never were faults. */
    private void crash(Map<String, ActiveFault> armed, List<FaultState> ended) {
        for (FaultSpec spec : armed.values().stream().map(ActiveFault::spec).toList()) {
            if (spec.type() == FaultType.CRASH && !crashTarget.crash()) {
                LOG.warnf("Fault %s has nothing to kill", spec.faultId());
                armed.remove(spec.faultId());
                ended.add(refused(spec, "the sidecar runs no process that it could kill"));
            }
        }
    }

    private static FaultState refused(FaultSpec spec, String reason) {
        return new FaultState(spec.faultId(), spec.type(), FaultPhase.REFUSED, reason, 0, 0);
    }

    /** By the platform's clock, where it gives one: ours may differ. */
    private static long nanos(FaultSpec spec, Instant serverTime) {
        Duration most = Duration.ofSeconds(spec.ttlSeconds());
        if (spec.expiresAt() == null) {
            return most.toNanos();
        }
        Duration left = Duration.between(serverTime == null ? Instant.now() : serverTime, spec.expiresAt());
        return left.compareTo(most) < 0 ? left.toNanos() : most.toNanos();
    }

    private void begin(ActiveFault fault) {
        long millis = Math.max(1, fault.state().remainingMs() + 1);
        vertx.setTimer(millis, timer -> fault.end(FaultPhase.EXPIRED));
        LOG.infof("Fault %s (%s) is active for %d s", fault.spec().faultId(), fault.spec().type(),
                TimeUnit.MILLISECONDS.toSeconds(millis));
    }
}
