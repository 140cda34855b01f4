package io.agentops.ingest.store;

import java.time.LocalDate;

/**
 * The day a run belongs to.
 *
 * @param isNew whether nothing of the run was stored before; nobody else can store any of it before this transaction ends
 */
public record RunDay(LocalDate day, boolean isNew) {}
