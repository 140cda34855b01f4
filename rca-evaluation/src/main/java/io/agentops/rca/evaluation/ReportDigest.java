package io.agentops.rca.evaluation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

import io.agentops.rca.engine.Engine;

/**
 * SHA-256 over all reports, kept in a file, so that any machine and Java runtime can show that it writes the same bytes.
 *
 * @param engine the engine's version
 * @param corpus over the runs and histories that the reports are of
 * @param reports over the reports' bytes, each followed by a line feed
 */
record ReportDigest(String engine, String corpus, String reports) {

    private static final ObjectMapper RUNS = new ObjectMapper().registerModule(new JavaTimeModule());

    static ReportDigest of(List<Outcome> outcomes) {
        try {
            MessageDigest corpus = MessageDigest.getInstance("SHA-256");
            MessageDigest reports = MessageDigest.getInstance("SHA-256");
            for (Outcome outcome : outcomes) {
                corpus.update(RUNS.writeValueAsBytes(outcome.subject().run()));
                corpus.update(outcome.subject().history().toString().getBytes(StandardCharsets.UTF_8));
                reports.update(ReportBytes.of(outcome.report()));
                reports.update((byte) '\n');
            }
            HexFormat hex = HexFormat.of();
            return new ReportDigest(Engine.VERSION, hex.formatHex(corpus.digest()), hex.formatHex(reports.digest()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What {@link #write} wrote. */
    static ReportDigest read(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        return new ReportDigest(value(lines.get(0)), value(lines.get(1)), value(lines.get(2)));
    }

    void write(Path file) throws IOException {
        Files.writeString(file, "engine " + engine + "\ncorpus " + corpus + "\nreports " + reports + "\n");
    }

    /** Whether an engine that calls itself the same says something else of the same runs. */
    boolean contradicts(ReportDigest other) {
        return engine.equals(other.engine) && corpus.equals(other.corpus) && !reports.equals(other.reports);
    }

    private static String value(String line) {
        return line.substring(line.indexOf(' ') + 1);
    }
}
