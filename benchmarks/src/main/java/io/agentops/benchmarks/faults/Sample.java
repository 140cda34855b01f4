package io.agentops.benchmarks.faults;

import java.util.List;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A run that is sent, and what must be stored of it.
 *
 * @param messages as a client sends them: parts in any order, some of them twice
 * @param stored the rows it must become, see {@link Rows}
 * @param whole whether the rows name every column that is stored; else only the named ones are known
 */
record Sample(String runId, List<Message> messages, ObjectNode stored, boolean whole) {

    /**
     * What is sent, and acknowledged, at once.
     *
     * @param key of the record, where it is sent as one
     * @param units how many units of the ledger it counts
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Message(String key, byte[] body, int units) {}

    Sample {
        messages = List.copyOf(messages);
    }
}
