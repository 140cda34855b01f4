package io.agentops.contract.rca;

/** The five steps a client sees an analysis go through. */
public enum RcaStep {
    STARTING(1, "Starting RCA", 5),
    COLLECTING(2, "Collecting evidence", 30),
    CLASSIFYING(3, "Classifying failure", 55),
    REPORTING(4, "Generating report", 85),
    COMPLETE(5, "RCA complete", 100);

    private final int number;
    private final String title;
    private final int pct;

    RcaStep(int number, String title, int pct) {
        this.number = number;
        this.title = title;
        this.pct = pct;
    }

    public String title() {
        return title;
    }

    /** How far the analysis is when this step begins, in percent. */
    public int pct() {
        return pct;
    }

    /** The step's place, from 1: the second part of a progress event's id. */
    public int number() {
        return number;
    }
}
