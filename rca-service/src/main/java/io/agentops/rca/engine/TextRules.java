package io.agentops.rca.engine;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Asks every text rule and takes the most specific answer. Remembers answers within one run, and reads a bounded number of
 * different complaints, so that a run which failed 20,000 times in the same way is read once. They are
 * the same only when every word and number is: "found 0 results" is not "found 12 results".
 */
final class TextRules {

    static final List<TextRule> ALL = List.of(new RateLimitRule(), new PermissionRule(), new TimeoutRule(),
            new LoopWordsRule(),
            new SchemaWordsRule(), new RetrievalWordsRule());
    static final int MAX_DIFFERENT = 500;
    /** A name that does not resolve, a host that does not answer: neither the agent nor its tool chose that. */
    private static final Signs NETWORK = new Signs("name or service not known", "getaddrinfo", "nodename nor servname",
            "temporary failure in name resolution", "could not resolve", "failed to resolve", "nameresolutionerror",
            "nxdomain",
            "connection refused", "econnrefused", "no route to host", "network is unreachable");

    private final Map<Complaint, Known> known = new HashMap<>();
    /** Ids of rules that made something of a complaint, be it the lesser sign. */
    final Set<String> seen = new HashSet<>();
    private int unread;

    /**
     * What was made of a complaint.
     *
     * @param asksArguments whether the arguments of a call that complains in these words may change it
     */
    private record Known(Optional<Reading> reading, boolean asksArguments) {

        static final Known NOTHING = new Known(Optional.empty(), false);
    }

    /** What the rules make of a complaint; empty, and counted as unread, beyond the bound. */
    Optional<Reading> read(Complaint complaint) {
        Known words = known(complaint.withoutArguments());
        return words.asksArguments() && !complaint.args().isEmpty() ? known(complaint).reading() : words.reading();
    }

    /** Complaints that were one too many to be read. */
    int unread() {
        return unread;
    }

    private Known known(Complaint complaint) {
        Known before = known.get(complaint);
        if (before != null) {
            return before;
        }
        if (known.size() >= MAX_DIFFERENT) {
            unread++;
            return Known.NOTHING;
        }
        Known found = new Known(best(complaint), ALL.stream().anyMatch(rule -> rule.asksArguments(complaint)));
        known.put(complaint, found);
        return found;
    }

    /** Reads an answer in prose, which may speak of anything: only that a search found nothing is believed. */
    static Optional<Reading> readAnswer(Complaint answer) {
        return new RetrievalWordsRule().read(answer);
    }

    static boolean network(Complaint complaint) {
        return NETWORK.in(complaint.lower());
    }

    private Optional<Reading> best(Complaint complaint) {
        Reading best = null;
        for (TextRule rule : ALL) {
            Optional<Reading> reading = rule.read(complaint);
            reading.ifPresent(found -> seen.add(found.rule()));
            if (reading.isPresent() && (best == null || reading.get().weight() > best.weight())) {
                best = reading.get();
            }
        }
        return Optional.ofNullable(best);
    }
}
