package io.agentops.rca.engine;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Asks every text rule and takes the most specific answer. Remembers answers within one run, and reads a bounded number of
 * different complaints, so that a run which failed 20,000 times in the same way is read once.
 */
final class TextRules {

    static final List<TextRule> ALL = List.of(new RateLimitRule(), new PermissionRule(), new TimeoutRule(),
            new LoopWordsRule(),
            new SchemaWordsRule(), new RetrievalWordsRule());
    private static final int MAX_DIFFERENT = 500;
    /** A name that does not resolve, a host that does not answer: neither the agent nor its tool chose that. */
    private static final Signs NETWORK = new Signs("name or service not known", "getaddrinfo", "nodename nor servname",
            "temporary failure in name resolution", "could not resolve", "failed to resolve", "nameresolutionerror",
            "nxdomain",
            "connection refused", "econnrefused", "no route to host", "network is unreachable");

    private final Map<String, Optional<Reading>> known = new HashMap<>();

    Optional<Reading> read(Complaint complaint) {
        String template = complaint.template();
        Optional<Reading> before = known.get(template);
        if (before != null) {
            return before;
        }
        Optional<Reading> found = known.size() < MAX_DIFFERENT ? best(complaint) : Optional.empty();
        if (known.size() < MAX_DIFFERENT) {
            known.put(template, found);
        }
        return found;
    }

    /** Reads an answer in prose, which may speak of anything: only that a search found nothing is believed. */
    static Optional<Reading> readAnswer(Complaint answer) {
        return new RetrievalWordsRule().read(answer);
    }

    static boolean network(Complaint complaint) {
        return NETWORK.in(complaint.lower());
    }

    private static Optional<Reading> best(Complaint complaint) {
        Reading best = null;
        for (TextRule rule : ALL) {
            Optional<Reading> reading = rule.read(complaint);
            if (reading.isPresent() && (best == null || reading.get().weight() > best.weight())) {
                best = reading.get();
            }
        }
        return Optional.ofNullable(best);
    }
}
