package io.agentops.query.diff;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

import io.agentops.query.anatomy.RunItems;
import io.agentops.query.anatomy.Sketch;

class ComparisonTest {

    private static final RunFailures NONE = new RunFailures(List.of(), false);

    @Test
    void itemsArePairedLevelByLevel() {
        RunItems a = Sketch.run("a", 100).named("plan", null, "plan", 5.0).named("search", "plan", "search", 5.0)
                .named("answer", null, "answer", 5.0).items();
        RunItems b = Sketch.run("b", 100).named("p", null, "plan", 5.0).named("check", null, "check", 5.0)
                .named("s", "check", "search", 5.0).named("x", null, "answer", 20.0).items();
        RunDiff diff = diff(a, b, 50);
        assertThat(diff.items()).extracting(item -> item.difference() + " " + item.depth() + " " + item.name())
                .containsExactly("only_in_a 1 search", "only_in_b 0 check", "only_in_b 1 search", "changed 0 answer");
        assertThat(diff.items().get(3).changed()).containsExactly("latency_ms");
        assertThat(diff.items().get(3).latencyRatio()).isEqualTo(4.0);
        assertThat(List.of(diff.onlyInA(), diff.onlyInB(), diff.changedItems(), diff.sameItems()))
                .containsExactly(1, 2, 1, 1);
        assertThat(diff(a, b, 300).changedItems()).isZero();
        assertThat(diff(a, b, 299).changedItems()).isEqualTo(1);
    }

    @Test
    void timesThatDifferByLessThanAMillisecondAreTheSame() {
        RunItems a = Sketch.run("a", 100).named("s", null, "s", 0.1).items();
        assertThat(diff(a, Sketch.run("b", 100).named("s", null, "s", 1.0).items(), 0).changedItems()).isZero();
        RunDiff diff = diff(a, Sketch.run("b", 100).named("s", null, "s", 1.1).items(), 0);
        assertThat(diff.items().get(0).changed()).containsExactly("latency_ms");
        assertThat(diff(a, Sketch.run("b", 100).named("s", null, "s", null).items(), 0).changedItems()).isEqualTo(1);
    }

    @Test
    void failuresAreThoseOfTheirItems() {
        RunItems a = Sketch.run("a", 100).named("s", null, "s", 5.0).call("c", "s", 0, 5, null).items();
        RunItems b = Sketch.run("b", 100).named("s", null, "s", 5.0).call("c", "s", 0, 5, null).items();
        RunFailures failed = new RunFailures(List.of(new RunFailures.Failure("tool:c", "timeout", "s"),
                new RunFailures.Failure("f1", "schema_invalid", "s"), new RunFailures.Failure("f2", "timeout", "s"),
                new RunFailures.Failure("run", "timeout", null)), false);
        RunDiff diff = new Comparison(new Side(a, NONE, false), new Side(b, failed, false), new Changes(50)).page(0, 9);
        assertThat(diff.items()).extracting(item -> item.b().failureCodes())
                .containsExactly(List.of("schema_invalid", "timeout"), List.of("timeout"));
        assertThat(diff.changed()).containsExactly("failure_codes");
        assertThat(diff.b().failureCodes()).hasToString("{schema_invalid=1, timeout=3}");
    }

    @Test
    void aRunDoesNotDifferFromItself() {
        for (int seed = 0; seed < 300; seed++) {
            RunItems run = Sketch.run("a", 100).anything(new Random(seed), 30).items();
            RunDiff diff = diff(run, run, 0);
            assertThat(diff.items()).isEmpty();
            assertThat(diff.changed()).isEmpty();
            assertThat(diff.sameItems()).isEqualTo(diff.a().items());
        }
    }

    @Test
    void theOtherWayRoundEverythingIsMirrored() {
        for (int seed = 0; seed < 1000; seed++) {
            Random random = new Random(seed);
            RunItems a = Sketch.run("a", random.nextInt(100)).anything(random, random.nextInt(30)).items();
            RunItems b = Sketch.run("b", random.nextInt(100)).anything(random, random.nextInt(30)).items();
            RunDiff there = diff(a, b, 50);
            RunDiff back = diff(b, a, 50);
            assertThat(back.items()).as("seed %d", seed).usingRecursiveComparison().ignoringFields("latencyRatio")
                    .isEqualTo(there.items().stream().map(ComparisonTest::mirrored).toList());
            assertThat(back.onlyInA()).isEqualTo(there.onlyInB());
            assertThat(back.changed()).isEqualTo(there.changed());
            assertThat(there.onlyInA() + there.changedItems() + there.sameItems()).isEqualTo(there.a().items());
            assertThat(there.onlyInB() + there.changedItems() + there.sameItems()).isEqualTo(there.b().items());
        }
    }

    private static RunDiff.Difference mirrored(RunDiff.Difference item) {
        String difference = switch (item.difference()) {
            case "only_in_a" -> "only_in_b";
            case "only_in_b" -> "only_in_a";
            default -> item.difference();
        };
        return new RunDiff.Difference(difference, item.kind(), item.name(), item.stepType(), item.depth(),
                item.changed(), item.latencyRatio(), item.b(), item.a());
    }

    private static RunDiff diff(RunItems a, RunItems b, int latencyPercent) {
        return new Comparison(new Side(a, NONE, false), new Side(b, NONE, false), new Changes(latencyPercent))
                .page(0, 1000);
    }
}
