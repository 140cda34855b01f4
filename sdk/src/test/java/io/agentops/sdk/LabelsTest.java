package io.agentops.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The platform's own rules: what passes here and not there would cost a second request. */
class LabelsTest {

    @Test
    void aLabelIsMadeOfAsciiAndAFewSigns() {
        assertThat(new String[]{"search_kb", "1.4.2-rc.1+build", "GET:/v1/items", "gpt-4o", "a", "x".repeat(128)})
                .allMatch(Labels::isLabel);
        assertThat(new String[]{null, "", " ", "two words", "tab\t", "é", "a$b", "\"a\"", "nul\0", "x".repeat(129)})
                .noneMatch(Labels::isLabel);
    }

    @Test
    void moreThanTwelveWordsAreASentence() {
        assertThat(Labels.isLabel("a_b_c_d_e_f_g_h_i_j_k_l")).isTrue();
        assertThat(Labels.isLabel("a_b_c_d_e_f_g_h_i_j_k_l_m")).isFalse();
        assertThat(Labels.isLabel("oneTwoThreeFourFiveSixSevenEightNineTenElevenHTTPServer")).isFalse();
        assertThat(Labels.isLabel("oneTwoThreeFourFiveSixSevenEightNineTenHTTPServer")).isTrue();
        assertThat(Labels.isPlain("a-b-c-d-e-f-g-h-i-j-k-l-m")).isTrue();
    }

    @Test
    void theNameOfAnEntryIsStricter() {
        assertThat(new String[]{"result_count", "_private", "http.status-code", "x".repeat(64)})
                .allMatch(Labels::isName);
        assertThat(new String[]{null, "", "1st", "-a", "a/b", "a:b", "x".repeat(65), "a_b_c_d_e_f_g_h_i"})
                .noneMatch(Labels::isName);
    }

    @Test
    void aMessageIsOneLineOfAtMost200Characters() {
        assertThat(Labels.message("2 of 3\nattempts\tfailed")).isEqualTo("2 of 3 attempts failed");
        assertThat(Labels.message("x".repeat(199) + "😀")).isEqualTo("x".repeat(199));
        assertThat(Labels.message("half \ud83d of a pair")).isEqualTo("half   of a pair");
        assertThat(Labels.message(" \n")).isNull();
    }
}
