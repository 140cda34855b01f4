package io.agentops.demo.summary;

import java.util.List;
import java.util.Optional;

import io.agentops.demo.calls.ToolFault;

/**
 * What came of a request.
 *
 * @param sources the documents it is from; none when nothing was found to summarise
 * @param fault why there is no summary; empty where there is one, or where nothing was found
 */
record Summary(String text, List<String> sources, Optional<ToolFault> fault) {

    static Summary failed(ToolFault fault) {
        return new Summary("", List.of(), Optional.of(fault));
    }

    static Summary nothingFound() {
        return new Summary("There is no document about that.", List.of(), Optional.empty());
    }
}
