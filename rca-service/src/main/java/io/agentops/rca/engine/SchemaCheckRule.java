package io.agentops.rca.engine;

import java.util.ArrayList;
import java.util.List;

import io.agentops.contract.rca.Category;

/**
 * Arguments that break the tool's own schema, and calls of tools that were never offered; an error need not have been sent.
 * Against it speaks that the tool took the arguments and answered, and that a text can be read as the number asked for. A tool
 * that was not offered and yet worked was offered somewhere else.
 *
 * <p>Sources: JSON Schema 2020-12, as far as {@link LenientSchema} keeps it.
 */
final class SchemaCheckRule implements Rule {

    /** The sign of a tool that was made up. */
    static final String NOT_OFFERED = "the tool called is not among those the agent was offered";

    private static final int MAX_FINDINGS = 20;

    @Override
    public String id() {
        return "schema_check";
    }

    @Override
    public Category category() {
        return Category.TOOL_SCHEMA_MISMATCH;
    }

    @Override
    public String looksFor() {
        return "arguments that break the tool's own schema, and calls of tools that were not offered";
    }

    @Override
    public List<Finding> look(RunFacts facts, VersionHistory history) {
        List<Finding> found = new ArrayList<>();
        ArgumentCheck check = new ArgumentCheck(facts.run.toolDefinitions());
        if (check.offersNothing()) {
            facts.unsettled.add(id());
            return found;
        }
        for (CallFact fact : facts.calls) {
            boolean answered = fact.outcome == CallFact.Outcome.FINE
                    && (fact.call.resultSummary() != null || fact.reportsSuccess());
            if (fact.recovered) {
                facts.unsettled.add(id());
            } else if (found.size() < MAX_FINDINGS) {
                look(fact, answered, check, found);
            }
        }
        check.leftOut().forEach(words -> facts.leaveOut(id(), words));
        return found;
    }

    private void look(CallFact fact, boolean answered, ArgumentCheck check, List<Finding> found) {
        if (!check.offers(fact.call.toolName())) {
            if (!answered) {
                found.add(new Finding(new Reading(id(), category(), 0.7, NOT_OFFERED, null, null), fact, null));
            }
            return;
        }
        List<ArgumentCheck.Mismatch> mismatches = check.check(fact.call.toolName(), fact.call.argsJson());
        if (!mismatches.isEmpty()) {
            ArgumentCheck.Mismatch first = mismatches.get(0);
            Finding finding = new Finding(new Reading(id(), category(), 0.78,
                    "argument " + first.field() + " breaks the tool's schema: " + first.words(), first.field(), null),
                    fact, null);
            if (mismatches.size() > 1) {
                finding.weigh(mismatches.size() + " mismatches in one call", 0.05);
            }
            if (first.readable()) {
                finding.weigh("a lenient tool can read the text as what it asks for", -0.1);
            }
            found.add(answered ? finding.weigh("the tool answered all the same", -0.35) : finding);
        }
    }
}
