package io.agentops.contract.run;

/** Words for {@link Step#stepType()} that the platform itself uses. */
public final class StepType {

    /** Deciding what to do next. */
    public static final String PLAN = "plan";
    /** A search in documents or a data source. */
    public static final String RETRIEVE = "retrieve";
    /** A call of a tool. */
    public static final String TOOL = "tool";
    /** The answer to the caller. */
    public static final String RESPOND = "respond";
    /** Anything else an agent reports as a step. */
    public static final String OTHER = "other";
    /** A request to a language model. */
    public static final String LLM = "llm";
    /** Making embeddings. */
    public static final String EMBEDDING = "embedding";
    /** Ordering what was found. */
    public static final String RERANK = "rerank";
    /** Another agent, run as a part of this one. */
    public static final String SUB_AGENT = "sub_agent";
    /** A group of steps: a workflow, task or chain. */
    public static final String CHAIN = "chain";
    /** Reading or changing an agent's memory. */
    public static final String MEMORY = "memory";
    /** Preparing an agent or a prompt. */
    public static final String SETUP = "setup";
    /** Judging an output. */
    public static final String EVALUATION = "evaluation";
    /** A span of the surroundings, e.g. an HTTP request; lists leave it out unless asked. */
    public static final String GENERIC = "generic";

    private StepType() {}
}
