package io.agentops.rca.engine;

import static io.agentops.rca.engine.CallSample.call;
import static io.agentops.rca.engine.RunSample.failed;
import static io.agentops.rca.engine.RunSample.succeeded;
import static io.agentops.rca.engine.SuspectSamples.colleagues;
import static io.agentops.rca.engine.SuspectSamples.first;
import static io.agentops.rca.engine.SuspectSamples.page;
import static io.agentops.rca.engine.SuspectSamples.planned;
import static io.agentops.rca.engine.SuspectSamples.rules;
import static io.agentops.rca.engine.SuspectSamples.score;
import static io.agentops.rca.engine.SuspectSamples.served;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SuspectRulesTest {

    @Test
    void firstFailedCallIsSuspectedAndLessSoWhereItsToolWorkedLater() {
        RunSample lasting = failed(call("c1", "hold").in("s1").answered("{\"h\":1}"),
                call("c2", "pay").in("s2").failed("the card is gone"))
                .says("s1", "hold", "held").says("s2", "pay", "paid");
        RunSample recovered = failed(call("c1", "hold").in("s1").answered("{\"h\":1}"),
                call("c2", "pay").in("s2").failed("the card is gone"), call("c3", "pay").in("s2").answered("{\"p\":1}"))
                .says("s1", "hold", "held").says("s2", "pay", "paid");

        assertThat(first(lasting).stepId()).isEqualTo("s2");
        assertThat(first(lasting).callId()).isEqualTo("c2");
        assertThat(rules(lasting, "s2")).contains("failed_call");
        assertThat(score(recovered, "s2")).isLessThan(score(lasting, "s2"));
    }

    @Test
    void firstActCountsUnlessItOnlyAnnounces() {
        String claim = "The ferry leaves from the northern pier every evening.";

        assertThat(rules(
                colleagues().says("s1", "Pilot", claim).says("s2", "Clerk", "Thank you, we are done with it now."),
                "s1")).contains("early_act");
        assertThat(rules(colleagues().says("s1", "Pilot", "Please hold on while I look for the northern pier.")
                .says("s2", "Clerk", "Thank you, we are done with it now."), "s1")).doesNotContain("early_act");
    }

    @Test
    void factsOfTheAnswerLeadToWhereTheyCameUpFirst() {
        RunSample sample = colleagues(call("c1", "fares").in("s2").answered("Night ferry: 412.50 a cabin"))
                .says("s1", "Pilot", "I shall look the fare up in the list of the line.")
                .says("s2", "Pilot", "looking it up")
                .says("s3", "Clerk", "So the fare of the night ferry is **412.50** in all.");
        RunSample given = failed(call("c1", "fares").in("s2").answered("Night ferry: 412.50 a cabin"))
                .says("s0", "Clerk", "Is the fare of the night ferry 412.50 or not?")
                .says("s2", "Pilot", "looking it up")
                .says("s3", "Clerk", "So the fare of the night ferry is **412.50** in all.");

        assertThat(first(sample).stepId()).isEqualTo("s2");
        assertThat(rules(sample, "s2")).contains("answer_origin");
        assertThat(rules(given, "s2")).doesNotContain("answer_origin");
    }

    @Test
    void factsWithoutACallAreUnfounded() {
        String claim = "I have checked it: the Aurora leaves at 21:40 from Pier 9 and costs 388.";

        assertThat(rules(colleagues().says("s1", "Pilot", claim).says("s2", "Clerk", "That is all we need to know."),
                "s1"))
                .contains("unfounded_claim");
        assertThat(rules(colleagues(call("c1", "fares").in("s1").answered("Aurora 21:40 Pier 9 388"))
                .says("s1", "Pilot", claim).says("s2", "Clerk", "That is all we need to know."), "s1"))
                .doesNotContain("unfounded_claim");
        assertThat(rules(colleagues().says("s1", "Pilot", "I have checked it, and the ferry leaves in the evening.")
                .says("s2", "Clerk", "That is all we need to know."), "s1")).doesNotContain("unfounded_claim");
    }

    @Test
    void madeUpDataIsNamed() {
        RunSample sample = colleagues().says("s1", "Pilot", "The list of the line is closed to all of us today.")
                .says("s2", "Pilot", "Let us go on with sample data in its place, then.");

        assertThat(first(sample).stepId()).isEqualTo("s2");
        assertThat(first(sample).reasons().get(0).text())
                .isEqualTo("works with made-up data or a placeholder: \"sample data\" (+0.25)");
        assertThat(rules(sample, "s1")).doesNotContain("invented_data");
    }

    @Test
    void theActComplainedOfIsSuspectedRatherThanTheComplaint() {
        RunSample sample = colleagues(call("c1", "list").in("s1").answered("12 ferries"),
                call("c2", "list").in("s2").answered("3 ferries"))
                .says("s1", "Pilot", "asking for the list of ferries today")
                .says("s2", "Clerk", "This is incorrect: the list holds ferries of another year.")
                .says("s3", "Pilot", "The three ferries are what the guest can choose from.");

        assertThat(rules(sample, "s1")).contains("complained_of");
        assertThat(rules(sample, "s2")).doesNotContain("complained_of");
    }

    @Test
    void theFirstOfRepeatedActsIsSuspected() {
        RunSample sample = colleagues(call("c1", "tide").in("s1").args("{\"a\":1}").answered("high"),
                call("c2", "tide").in("s2").args("{\"a\":1}").answered("low"),
                call("c3", "tide").in("s3").args("{\"a\":1}").answered("high"),
                call("c4", "wind").in("s3").args("{\"a\":1}").answered("west"))
                .says("s1", "Pilot", "the tide").says("s2", "Pilot", "the tide again")
                .says("s3", "Pilot", "the tide once more");

        assertThat(rules(sample, "s1")).contains("repeated_act");
        assertThat(rules(sample, "s2")).doesNotContain("repeated_act");
        assertThat(rules(sample, "s3")).doesNotContain("repeated_act");
    }

    @Test
    void aPageThatBarsTheWayIsSuspectedWhereAPlannerSendsForPages() {
        RunSample sample = planned(page("inns by the harbour"), page("saunas of the town"), "Just a moment...",
                page("more inns"));

        assertThat(rules(sample, "a2")).containsExactly("thin_result", "thin_result");
        assertThat(first(sample).stepId()).isEqualTo("a2");
        assertThat(first(planned(page("inns"), page("saunas"), page("prices"))).stepId()).isEqualTo("a1");
    }

    @Test
    void aPlannerThatTakesAFewNamesForAllIsSuspected() {
        String result = page(
                "Inns near the harbour: Anchor House, Blue Heron, Captain's Rest and others on the next page.");
        String next = "Scout, go on with the saunas of Anchor House, Blue Heron, and Captain's Rest.";

        assertThat(first(planned(page("streets of the harbour"), result).says("x", "Planner", next).says("y", "Planner",
                "That is what the guest wanted."))
                .stepId()).isEqualTo("x");
        assertThat(rules(planned(page("streets of the harbour"), page("No inn is listed here today.")).says("x",
                "Planner", next), "x"))
                .doesNotContain("partial_list");
    }

    @Test
    void anAnswerFromMemoryIsSuspectedUnlessTheRunBrokeOff() {
        String guess = "From what I remember, the inn with a sauna is the one by the bridge.";
        RunSample answered = planned(page("inns"), page("saunas")).says("k", "Helper", guess)
                .says("e", "Planner", "The guest can be told which inn it is.");
        RunSample brokeOff = planned(page("inns"), page("saunas")).says("k", "Helper", guess).step("e", "Planner",
                "failure", "The connection to the model was lost for good.", null);

        assertThat(first(answered).stepId()).isEqualTo("k");
        assertThat(first(answered).agent()).isEqualTo("Helper");
        assertThat(rules(brokeOff, "k")).doesNotContain("own_knowledge");
    }

    @Test
    void theLastChangeMadeForAPersonIsSuspectedRatherThanALookup() {
        RunSample sample = served(call("c1", "get_order_details").in("s3").answered("{\"cabin\":12}"),
                call("c2", "move_guest").in("s4").answered("{\"cabin\":14}"),
                call("c3", "cancel_cabin").in("s5").answered("{\"cabin\":14}"),
                call("c4", "find_cabins").in("s6").answered("{\"cabin\":15}"))
                .says("s3", "assistant", "").says("s4", "assistant", "").says("s5", "assistant", "")
                .says("s6", "assistant", "");

        assertThat(first(sample).stepId()).isEqualTo("s5");
        assertThat(rules(sample, "s3")).doesNotContain("state_change");
        assertThat(rules(sample, "s6")).doesNotContain("state_change");
    }

    @Test
    void theFirstRefusalIsSuspectedWhereAPersonIsServed() {
        String refusal = "Unfortunately, a cabin cannot be changed once it is booked.";

        assertThat(first(served().error("WrongOutcome", "cabin 12 was kept").says("s3", "assistant", refusal)).stepId())
                .isEqualTo("s3");
        assertThat(rules(colleagues().says("s1", "Pilot", refusal), "s1")).doesNotContain("refusal");
    }

    @Test
    void aFailureThatOnlyEndedALongRunIsNoRoot() {
        RunSample soon = planned(page("inns")).calls(call("z", "scout").in("e").failed("the line is dead")).says("e",
                "Scout", "");
        RunSample late = planned(page("inns"), page("saunas"), page("prices"))
                .calls(call("z", "scout").in("e").failed("the line is dead")).says("e", "Scout", "");

        assertThat(first(soon).stepId()).isEqualTo("e");
        assertThat(first(late).stepId()).isEqualTo("a1");
    }

    @Test
    void everyFailedRunWithStepsHasASuspectAndASuccessHasNone() {
        assertThat(first(failed().error("WrongAnswer", "misled").says("s1", "x", null)).reasons().get(0).rule())
                .isEqualTo("first_act");
        assertThat(
                Samples.report(succeeded(call("c1", "pay").in("s1").failed("gone")).says("s1", "pay", "paid").build())
                        .suspects())
                .isEmpty();
    }
}
