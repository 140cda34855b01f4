package io.agentops.query.versions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

class ContrastTest {

    private final Random random = new Random(11);

    @Test
    void labelsThatHaveNothingToDoWithItAreRarelyNamed() {
        int worlds = 500;
        int named = 0;
        for (int world = 0; world < worlds; world++) {
            Contrast contrast = new Contrast();
            for (int run = 0; run < 200; run++) {
                contrast.add(random.nextInt(4) == 0, labels());
            }
            named += contrast.view().attributes().isEmpty() ? 0 : 1;
        }
        assertThat((double) named / worlds).isLessThan(0.05 + 3 * Math.sqrt(0.05 * 0.95 / worlds));
    }

    private List<String> labels() {
        List<String> labels = new ArrayList<>();
        for (int label = 0; label < 30; label++) {
            if (random.nextInt(2 + label) == 0) {
                labels.add("tool:t" + label);
            }
        }
        return labels;
    }

    @Test
    void labelsOfAllRunsOrOfFewAreNotTested() {
        Contrast contrast = new Contrast();
        for (int run = 0; run < 20; run++) {
            contrast.add(run < 10, run < 4 ? List.of("tool:all", "tool:few") : List.of("tool:all"));
        }
        assertThat(contrast.view().labelsTested()).isZero();
    }

    @Test
    void fewFailingRunsAreNotCompared() {
        Contrast contrast = new Contrast();
        for (int run = 0; run < 400; run++) {
            contrast.add(run < 4, run < 10 ? List.of("tool:a") : List.of());
        }
        assertThat(contrast.view()).isEqualTo(new Contrast.View(4, 396, 0, 5, List.of()));
    }

    @Test
    void theStrongestAreShown() {
        Contrast contrast = new Contrast();
        for (int run = 0; run < 200; run++) {
            List<String> labels = new ArrayList<>();
            for (int label = 0; label < 25; label++) {
                if (run < 100 - 2 * label) {
                    labels.add("tool:" + (char) ('a' + label));
                }
            }
            contrast.add(run < 100, labels);
        }
        List<Contrast.Attribute> attributes = contrast.view().attributes();
        assertThat(attributes).hasSize(20);
        assertThat(attributes).extracting(Contrast.Attribute::value).startsWith("a", "b", "c").endsWith("t");
        assertThat(attributes.get(0).lift()).isEqualTo(2);
    }
}
