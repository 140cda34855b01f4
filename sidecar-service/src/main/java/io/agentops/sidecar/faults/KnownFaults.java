package io.agentops.sidecar.faults;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.agentops.contract.agent.FaultRules;
import io.agentops.sidecar.DataFiles;

/**
 * The ids of faults this sidecar has armed, on disk: after a restart they count as expired, however long they had left, since
 * nobody knows how long the restart took.
 */
final class KnownFaults {

    private static final int KEPT = 256;
    private static final String FILE = "faults.json";

    private final Path file;
    private final Set<String> ids;

    KnownFaults(Path dataDir) {
        file = dataDir.resolve(FILE);
        ids = new LinkedHashSet<>(DataFiles.read(file, String[].class).map(List::of).orElse(List.of()));
    }

    boolean contains(String id) {
        return ids.contains(id);
    }

    /**
     * Returns once the ids are on the disk.
     *
     * @param wanted ids that must not be forgotten, since the platform still names them
     */
    void add(Collection<String> news, Collection<String> wanted) {
        Set<String> next = new LinkedHashSet<>(ids);
        next.addAll(news);
        List<String> oldest = new ArrayList<>(next);
        for (int i = 0; i < oldest.size() && next.size() > KEPT + FaultRules.MOST_FAULTS; i++) {
            if (!wanted.contains(oldest.get(i))) {
                next.remove(oldest.get(i));
            }
        }
        DataFiles.write(file, next);
        ids.clear();
        ids.addAll(next);
    }
}
