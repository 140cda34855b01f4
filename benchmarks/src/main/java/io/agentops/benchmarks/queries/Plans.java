package io.agentops.benchmarks.queries;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Keeps how PostgreSQL answered a question: it explains in its log what it executes (auto_explain). */
final class Plans implements AutoCloseable {

    private static final List<String> SETTINGS = List.of("session_preload_libraries = 'auto_explain'",
            "auto_explain.log_min_duration = 0", "auto_explain.log_analyze = on", "auto_explain.log_buffers = on",
            "auto_explain.log_parameter_max_length = 200");
    private static final Pattern ENTRY = Pattern
            .compile("(?m)^\\S+ \\S+ \\S+ \\[\\d+] LOG: +duration: (\\S+ ms) +plan:\\n((?:\\t.*\\n)+)");
    /** What other services ask meanwhile. */
    private static final Pattern OTHERS = Pattern
            .compile("ledger|alert_|rca_run|dead_letter|flyway|fold_run_stats|WITH fresh|pg_stat_activity");

    private static final int MOST_LINES = 80;

    private final Connection connection;
    private final Path log;
    private final Path folder;

    /**
     * Begins to explain.
     *
     * @param data the folder of the platform's data
     * @param folder where the plans go
     */
    Plans(Connection connection, Path data, Path folder) throws SQLException, IOException {
        this.connection = connection;
        log = data.resolve("logs/postgres.log");
        this.folder = Files.createDirectories(folder);
        execute("LOAD 'auto_explain'");
        for (String setting : SETTINGS) {
            execute("ALTER SYSTEM SET " + setting);
        }
        renewSessions();
    }

    /** Keeps the plans of what is executed while a question is asked. */
    void keep(String question, Question asked) throws IOException, InterruptedException {
        long before = Files.size(log);
        asked.ask();
        // The log is written by another process, which has no word for being done.
        TimeUnit.MILLISECONDS.sleep(500);
        byte[] all = Files.readAllBytes(log);
        Matcher entry = ENTRY.matcher(new String(all, (int) before, all.length - (int) before, UTF_8));
        StringBuilder plans = new StringBuilder();
        while (entry.find()) {
            if (!OTHERS.matcher(entry.group(2)).find()) {
                plans.append(entry.group(1)).append('\n').append(shortened(entry.group(2))).append('\n');
            }
        }
        Files.writeString(folder.resolve(question.replaceAll("[^a-z0-9]+", "-") + ".txt"), plans);
    }

    /** Without estimates; of what is repeated for each day, the beginning. */
    private static String shortened(String plan) {
        List<String> lines = plan.replaceAll(" +\\(cost=[^)]*\\)", "").lines().map(line -> line.substring(1)).toList();
        String rest = lines.size() <= MOST_LINES ? "" : "(" + (lines.size() - MOST_LINES) + " more lines)\n";
        return String.join("\n", lines.subList(0, Math.min(MOST_LINES, lines.size()))) + "\n" + rest;
    }

    /** Asks once. */
    interface Question {

        void ask() throws IOException, InterruptedException;
    }

    @Override
    public void close() throws SQLException {
        for (String setting : SETTINGS) {
            execute("ALTER SYSTEM RESET " + setting.substring(0, setting.indexOf(' ')));
        }
        renewSessions();
    }

    /** Sessions load the library when they begin. */
    private void renewSessions() throws SQLException {
        execute("SELECT pg_reload_conf()");
        execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE state = 'idle' AND pid <> pg_backend_pid()");
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
