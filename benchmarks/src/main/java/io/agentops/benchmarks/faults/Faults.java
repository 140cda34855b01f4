package io.agentops.benchmarks.faults;

import java.io.IOException;
import java.sql.SQLException;
import java.util.NoSuchElementException;

/** The harness by hand. Ends with 1 when anything was not as it should be, with 2 when it was asked for what there is not. */
public final class Faults {

    private Faults() {}

    /**
     * Runs the harness and prints its report.
     *
     * @param args see {@link Plan#parse}
     */
    public static void main(String[] args) throws IOException, InterruptedException, SQLException {
        Plan plan;
        try {
            plan = Plan.parse(args);
        } catch (IllegalArgumentException | NoSuchElementException | java.time.format.DateTimeParseException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            return;
        }
        Report report = Harness.run(plan);
        System.out.println(report.text());
        System.exit(report.differences().isEmpty() ? 0 : 1);
    }
}
