package io.agentops.rca.engine;

import java.util.Optional;

import io.agentops.contract.rca.Category;

/** A framework that says its agent ran out of turns; not a program that recursed too deep. */
final class LoopWordsRule implements TextRule {

    private static final Signs CLASSES = new Signs("recursionlimit|graphrecursion", "max_?(?:iterations|turns|steps)",
            "iteration_?limit",
            "loop_?detect");
    private static final Signs WORDS = new Signs("recursion[ _]limit",
            "max(?:imum)?[ _](?:number of |allowed )?(?:agent )?(?:iterations?|turns|rounds)",
            "max(?:imum)? (?:number of )?steps",
            "iteration limit", "(?:stuck|caught) in (?:a|an infinite) loop", "infinite loop", "loop (?:was )?detected",
            "repeat(?:ed|ing|edly) (?:\\w{1,20} ){0,2}the same (?:action|call|tool|step)",
            "too many (?:iterations|steps|turns)",
            "(?:iterations?|turns|steps) (?:limit )?(?:exceeded|exhausted)");
    private static final Signs PROGRAM = new Signs("maximum recursion depth");

    @Override
    public String id() {
        return "loop_words";
    }

    @Override
    public Category category() {
        return Category.PLANNER_LOOP;
    }

    @Override
    public String looksFor() {
        return "a framework's limit on iterations or recursion";
    }

    @Override
    public Optional<Reading> read(Complaint complaint) {
        if (complaint.runsCode() || PROGRAM.in(complaint.lower())) {
            return Optional.empty();
        }
        if (CLASSES.in(complaint.errorClass())) {
            return reading(complaint, "error class " + Excerpt.line(complaint.errorClass(), 60));
        }
        return WORDS.find(complaint.lower()).flatMap(words -> reading(complaint, "the words \"" + words + "\""));
    }

    private Optional<Reading> reading(Complaint complaint, String sign) {
        return Optional.of(new Reading(id(), category(), 0.9, sign, null, Signs.limit(complaint)));
    }
}
