package io.agentops.ingest.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelsTest {

    @ParameterizedTest
    @CsvSource({"search_kb, 2", "gpt-4o@2026-01, 1", "eu-west-1, 2", "HTTPServerError, 3", "a_b_c_d, 0",
            "6f1c9e0a-3b1d-4a52-9e1f-0a1b2c3d4e5f, 0", "4bf92f3577b34da6a3ce929d0e0e4736, 0", "12-34, 0",
            "dead_beef, 0",
            "call_Ab3dEfGh1jKlMn0pQrStUvWx, 2", "01ARZ3NDEKTSV4RRFFQ69G5FAV, 1", "step2, 1", "2nd_try, 2",
            "my_wife_has_cancer_help_me_please, 7", "TellMeHowToCureIt, 6", "How.do.I:hide/it, 4"})
    void onlyWhatReadsAsAWordIsOne(String label, int words) {
        assertThat(Labels.words(label)).isEqualTo(words);
    }
}
