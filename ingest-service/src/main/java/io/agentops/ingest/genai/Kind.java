package io.agentops.ingest.genai;

import io.agentops.contract.run.StepType;

/** What a span stands for. */
enum Kind {
    AGENT(StepType.SUB_AGENT),
    WORKFLOW(StepType.CHAIN),
    TOOL(StepType.TOOL),
    LLM(StepType.LLM),
    EMBEDDING(StepType.EMBEDDING),
    RETRIEVAL(StepType.RETRIEVE),
    RERANK(StepType.RERANK),
    PLAN(StepType.PLAN),
    MEMORY(StepType.MEMORY),
    EVALUATION(StepType.EVALUATION),
    CHAIN(StepType.CHAIN),
    SETUP(StepType.SETUP),
    GUARDRAIL(StepType.OTHER),
    /** A step that its reporter numbered without saying what it is. */
    STEP(StepType.OTHER),
    /** The surroundings: kept, hidden by default. */
    GENERIC(StepType.GENERIC);

    private final String stepType;

    Kind(String stepType) {
        this.stepType = stepType;
    }

    /** The type of the step that such a span becomes. */
    String stepType() {
        return stepType;
    }

    /** Whether a run begins here, unless it is within another run. */
    boolean beginsRun() {
        return this == AGENT || this == WORKFLOW;
    }

    /** Whether a model is asked, so that tokens are used. */
    boolean asksModel() {
        return this == LLM || this == EMBEDDING;
    }
}
