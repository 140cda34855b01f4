package io.agentops.query.export;

import java.util.List;

/** Writes a file's parts in one format. */
interface FileWriter {

    /** What stands before the runs. */
    String head();

    String run(ExportedRun run);

    /** What stands after the runs of a file that has not all of them. */
    String truncated(long rows, String nextCursor);

    default String runs(List<ExportedRun> runs) {
        StringBuilder text = new StringBuilder();
        runs.forEach(run -> text.append(run(run)));
        return text.toString();
    }
}
