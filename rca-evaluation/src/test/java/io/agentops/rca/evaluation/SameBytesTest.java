package io.agentops.rca.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.agentops.rca.engine.Engine;

/** The same run gets the same report, to the byte. */
class SameBytesTest {

    private static List<Outcome> first;

    @BeforeAll
    static void explainTheCorpus() {
        first = Evaluation.outcomes();
    }

    @Test
    void onEveryMachineAndRuntime() throws IOException {
        ReportDigest now = ReportDigest.of(first);
        ReportDigest kept = ReportDigest.read(Path.of(System.getProperty("agentops.root")).resolve(Evaluation.DIGEST));
        assertThat(now.contradicts(kept)).as(Evaluation.contradiction()).isFalse();
        assertThat(now)
                .as("%s: the corpus or the engine's version has changed; run the evaluation again", Evaluation.DIGEST)
                .isEqualTo(kept);
    }

    @Test
    void whateverWasExplainedBeforeAndBeside() throws InterruptedException, ExecutionException {
        Engine engine = new Engine();
        List<Case> shuffled = new ArrayList<>(Corpus.load());
        Collections.shuffle(shuffled, new Random(7));
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            Map<String, Future<byte[]>> again = new HashMap<>();
            for (Case subject : shuffled) {
                again.put(subject.id(), threads.submit(() -> ReportBytes.of(Outcome.of(engine, subject).report())));
            }
            for (Outcome outcome : first) {
                assertThat(again.get(outcome.subject().id()).get()).as(outcome.subject().id())
                        .isEqualTo(ReportBytes.of(outcome.report()));
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
