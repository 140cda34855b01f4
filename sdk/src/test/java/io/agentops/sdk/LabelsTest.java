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
    void moreThanFiveWordsAreASentence() {
        assertThat(new String[]{"one_two_three_four_five", "oneTwoThreeHTTPServer",
                "meta-llama/Llama-3.3-70B-Instruct-Turbo", "a_b_c_d_e_f_g_h", "12-34-56-78-90-12",
                "6f1c9e0a-3b1d-4a52-9e1f-0a1b2c3d4e5f", "call_Ab3dEfGh1jKlMn0pQrStUvWx",
                "01ARZ3NDEKTSV4RRFFQ69G5FAV", "2nd_try"}).allMatch(Labels::isLabel);
        assertThat(new String[]{"my_wife_has_cancer_help_me_please", "oneTwoThreeFourFiveSix",
                "one.two:three/four-five=six",
                "1one_2two_3three_4four_5five_6six"}).noneMatch(Labels::isLabel);
    }

    @Test
    void moreThanEightWordsAreNoId() {
        assertThat(Labels.isId("one_two_three_four_five_six_seven_eight")).isTrue();
        assertThat(Labels.isId("Tell_me_how_to_cure_my_infection_for_Ann")).isFalse();
    }

    @Test
    void theNameOfAnEntryIsStricter() {
        assertThat(new String[]{"result_count", "_private", "http.status-code", "x".repeat(64)})
                .allMatch(Labels::isName);
        assertThat(new String[]{null, "", "1st", "-a", "a/b", "a:b", "x".repeat(65),
                "one_two_three_four_five_six_seven_eight_nine"})
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
