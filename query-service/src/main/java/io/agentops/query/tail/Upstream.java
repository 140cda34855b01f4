package io.agentops.query.tail;

/** What runs are followed with. */
enum Upstream {
    REDIS,
    DATABASE
}
