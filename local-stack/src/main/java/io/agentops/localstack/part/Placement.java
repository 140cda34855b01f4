package io.agentops.localstack.part;

import java.nio.file.Path;

import io.agentops.localstack.process.Reaper;

/**
 * Where the parts of one stack live.
 *
 * @param folder holds a folder for each part's data, and the logs
 * @param keepsData whether what is written must survive a crash of the machine; faster without
 */
public record Placement(Path folder, boolean keepsData, Binaries binaries, Reaper reaper) {

    Path data(String part) {
        return folder.resolve(part);
    }

    /** The log file of a part or service. */
    public Path log(String name) {
        return folder.resolve("logs").resolve(name + ".log");
    }
}
