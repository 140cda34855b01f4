package io.agentops.rca.collect;

import java.util.List;

import io.agentops.rca.engine.VersionHistory;
import io.agentops.rca.history.GroupHistory;

/**
 * What the agent's other runs tell of one.
 *
 * @param group null where the run has no failure group
 * @param gaps what could not be read, in words for the report
 */
record RunHistory(
        VersionHistory versions,
        GroupHistory group,
        List<String> gaps) {

    static final RunHistory NONE = new RunHistory(VersionHistory.none(), null, List.of());

    static RunHistory unread(String why) {
        return new RunHistory(VersionHistory.none(), null, List.of(why));
    }
}
