package io.agentops.contract;

/**
 * The database schema this build of the services was written for.
 */
public final class SchemaVersion {

    /** The newest migration in {@code db/migration}; a service is not ready until the database has it. */
    public static final int REQUIRED = 15;

    private SchemaVersion() {}
}
