package io.agentops.rca.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.agentops.contract.rca.Category;
import io.agentops.contract.rca.RcaReport.ActionItem;
import io.agentops.contract.rca.RcaReport.ActionType;
import io.agentops.contract.rca.RcaReport.Level;
import io.agentops.contract.rca.RcaReport.Remediation;
import io.agentops.contract.rca.RcaReport.RemediationKind;
import io.agentops.contract.rca.RcaReport.RemediationTarget;
import io.agentops.rca.engine.VersionHistory.Version;
import io.agentops.rca.history.Onset;

/** Adds to the actions what the platform itself could do, as proposals: nothing here carries out anything. */
final class Remediations {

    private static final double MOST_RUNS = 0.5;
    private static final int DIGEST_BYTES = 12;
    /** A name longer than labels are would have to be cut, and name something else. */
    private static final int MAX_NAME = 500;

    private final Findings findings;
    private final EvidenceIndex evidence;
    private final List<ActionItem> items;

    private Remediations(List<ActionItem> items, Findings findings, EvidenceIndex evidence) {
        this.items = new ArrayList<>(items);
        this.findings = findings;
        this.evidence = evidence;
    }

    /** The items, those with a proposal where there is one, and what the onset of the failure adds. */
    static List<ActionItem> complete(List<ActionItem> items, Findings findings, EvidenceIndex evidence) {
        if (findings.missing != null) {
            return items;
        }
        Remediations remediations = new Remediations(items, findings, evidence);
        findings.claims().forEach(remediations::ofClaim);
        findings.onset.ifPresent(remediations::ofOnset);
        return List.copyOf(remediations.items);
    }

    private void ofClaim(Finding claim) {
        Version before = findings.history.previous();
        if (claim.category() == Category.PROMPT_REGRESSION && before != null) {
            String reason = claim.reading.sign();
            propose(Actions.rollBackTitle(findings.history), rollback(before, reason, evidence.cite(claim)));
        } else if (claim.call != null && claim.reading.limit() != null) {
            String title = Actions.limitTitle(claim);
            if (title != null) {
                propose(title, raiseLimit(claim));
            }
        }
    }

    /** A failure that came with a version goes with it; one of the agent itself, that came at a moment, may go with a restart. */
    private void ofOnset(Onset onset) {
        String words = HistoryWording.words(onset);
        List<String> cited = HistoryWording.evidence(onset, evidence);
        Version before = findings.history.previous();
        if (onset.version() != null && worksBetter(before, onset)) {
            String title = Actions.rollBackTitle(findings.history);
            if (items.stream().noneMatch(item -> item.title().equals(title))) {
                items.add(0, new ActionItem(ActionType.CONFIG_CHANGE, title, Excerpt.line(words, 600), Level.HIGH));
            }
            propose(title, rollback(before, words, cited));
        } else if (onset.version() == null && onset.rate().share() >= MOST_RUNS
                && "orchestration".equals(findings.group.failureType())) {
            String title = "Restart " + Excerpt.name(findings.facts.run.agentName(), "the agent");
            items.add(new ActionItem(ActionType.RUNBOOK, title, Excerpt.line(words, 600), Level.LOW));
            propose(title,
                    proposal(RemediationKind.RESTART, target(findings.facts.run.agentVersion(), null, null, null),
                            words, cited));
        }
    }

    private static boolean worksBetter(Version before, Onset onset) {
        return before != null && before.sameWay() != null && before.runs().runs() > 0
                && 2 * before.sameWay().share() <= onset.test().after().share();
    }

    /** The first item of a title gets the proposal, unless it has one. */
    private void propose(String title, Remediation remediation) {
        for (int i = 0; i < items.size() && nameable(remediation.target()); i++) {
            ActionItem item = items.get(i);
            if (item.title().equals(title)) {
                if (item.remediation() == null) {
                    items.set(i, new ActionItem(item.type(), item.title(), item.description(), item.priority(),
                            remediation));
                }
                return;
            }
        }
    }

    private static boolean nameable(RemediationTarget target) {
        return names(target).allMatch(name -> name == null || name.length() <= MAX_NAME);
    }

    private static Stream<String> names(RemediationTarget target) {
        return Stream.of(target.agent(), target.environment(), target.version(), target.toVersion(), target.tool(),
                target.limit());
    }

    private Remediation rollback(Version before, String reason, List<String> cited) {
        return proposal(RemediationKind.ROLLBACK,
                target(findings.history.current().version(), before.version(), null, null), reason, cited);
    }

    private Remediation raiseLimit(Finding claim) {
        return proposal(RemediationKind.RAISE_LIMIT,
                target(null, null, claim.call.call.toolName(), claim.reading.limit()), claim.reading.sign(),
                evidence.cite(claim));
    }

    private RemediationTarget target(String version, String toVersion, String tool, String limit) {
        return new RemediationTarget(findings.facts.run.agentName(), findings.facts.run.environment(), version,
                toVersion,
                tool, limit);
    }

    private static Remediation proposal(RemediationKind kind, RemediationTarget target, String reason,
            List<String> cited) {
        return new Remediation(id(kind, target), kind, target, Excerpt.line(reason, 600), cited);
    }

    private static String id(RemediationKind kind, RemediationTarget target) {
        String name = kind.name().toLowerCase(Locale.ROOT);
        String parts = name + names(target).map(part -> part == null ? ",-" : "," + part.length() + ":" + part)
                .collect(Collectors.joining());
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(parts.getBytes(UTF_8));
            return name + "-" + HexFormat.of().formatHex(digest, 0, DIGEST_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
