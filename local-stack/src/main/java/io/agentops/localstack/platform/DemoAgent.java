package io.agentops.localstack.platform;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** An agent of the demo: how it is called, and its places in a platform's block of ports. */
public enum DemoAgent {
    CHAT(8, 15),
    SUMMARY(9, 18);

    private static final String PREFIX = "AGENTOPS_DEMO_";

    private final int users;
    private final int behind;

    DemoAgent(int users, int behind) {
        this.users = users;
        this.behind = behind;
    }

    /** Its id in the registry of agents. */
    public String id() {
        return role() + "-0";
    }

    /** Its name in runs. */
    public String agentName() {
        return setting(name() + "_NAME", role());
    }

    /**
     * Where its sidecar lets users in.
     *
     * @param base the first port of the platform's block, the origin's
     */
    public int users(int base) {
        return base + users;
    }

    /** Where it listens itself. */
    int port(int base) {
        return base + behind;
    }

    /** Where its sidecar has its own pages. */
    int sidecar(int base) {
        return base + behind + 1;
    }

    /** Where its own calls of tools go, through its sidecar. */
    int tools(int base) {
        return base + behind + 2;
    }

    /** What each of its ports is for. */
    Map<String, Integer> ports(int base) {
        Map<String, Integer> ports = new LinkedHashMap<>();
        ports.put("the demo's " + role(), users(base));
        ports.put("the demo's " + role() + " behind its sidecar", port(base));
        ports.put("the sidecar of the demo's " + role(), sidecar(base));
        ports.put("the calls of tools of the demo's " + role(), tools(base));
        return ports;
    }

    /** As settings of the demo begin that concern it alone. */
    String settings() {
        return PREFIX + name();
    }

    String part() {
        return name().toLowerCase(Locale.ROOT);
    }

    String role() {
        return part() + "-agent";
    }

    String version() {
        return setting(name() + "_VERSION", "1.0.0");
    }

    static String environment() {
        return setting("ENVIRONMENT", "demo");
    }

    /** As the demo itself reads it, so that sidecars and agents say the same. */
    private static String setting(String name, String usual) {
        String told = System.getenv().getOrDefault(PREFIX + name, "").strip();
        return told.isEmpty() ? usual : told;
    }
}
