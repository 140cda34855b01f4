package io.agentops.localstack;

/**
 * A service of the platform, as the local stack runs it.
 */
public enum Service {
    INGEST("ingest-service", 1, 256),
    QUERY("query-service", 2, 160),
    RCA("rca-service", 3, 192);

    private final String title;
    private final int place;
    private final int heapMegabytes;

    Service(String title, int place, int heapMegabytes) {
        this.title = title;
        this.place = place;
        this.heapMegabytes = heapMegabytes;
    }

    /** Its name, and that of its Maven module. */
    public String title() {
        return title;
    }

    /** Its port in the block of ports that begins with the origin's. */
    public int port(int base) {
        return base + place;
    }

    /** The most heap it may take, in MiB. */
    public int heapMegabytes() {
        return heapMegabytes;
    }
}
