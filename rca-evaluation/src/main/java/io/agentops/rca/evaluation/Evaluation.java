package io.agentops.rca.evaluation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.agentops.rca.engine.Engine;

/** Has the engine explain every run of the corpus and writes down how often it is right. */
public final class Evaluation {

    /** From the root of the repository. */
    static final Path PAGE = Path.of("docs", "rca-quality.md");
    /** From the root of the repository. */
    static final Path DIGEST = Path.of("rca-evaluation", "src", "test", "resources", "reports.sha256");

    private Evaluation() {}

    /**
     * Prints the scores and writes them to {@code docs/rca-quality.md}, and the digest of the reports beside the tests. Ends with 1
     * and writes nothing where the engine says something new under an old version.
     */
    public static void main(String[] args) throws IOException {
        List<Outcome> outcomes = outcomes();
        Scores scores = new Scores(outcomes);
        String page = QualityPage.of(scores);
        System.out.print(page);
        scores.violations().forEach(System.err::println);
        ReportDigest digest = ReportDigest.of(outcomes);
        if (Files.exists(DIGEST) && digest.contradicts(ReportDigest.read(DIGEST))) {
            System.err.println(contradiction());
            System.exit(1);
        }
        Files.writeString(PAGE, page);
        digest.write(DIGEST);
    }

    /** Of every case, in the corpus's order. */
    static List<Outcome> outcomes() {
        Engine engine = new Engine();
        return Corpus.load().stream().map(subject -> Outcome.of(engine, subject)).toList();
    }

    /** What to do about {@link ReportDigest#contradicts}. */
    static String contradiction() {
        return "Engine.VERSION " + Engine.VERSION
                + " gives other reports of the same runs than before: change the version, then run "
                + "the evaluation again. Where that version was never released, delete " + DIGEST + " first instead.";
    }
}
