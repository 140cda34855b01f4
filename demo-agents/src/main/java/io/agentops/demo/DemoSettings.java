package io.agentops.demo;

import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.agentops.demo.calls.CallLimits;

/**
 * What the fleet is told by environment variables; {@code docs/demo.md} lists them.
 *
 * @param limits how patient agents are with their tools, and {@code runTime} how long a run may take
 * @param toolRate calls a second of each tool
 * @param pause between two requests of users to one agent
 */
record DemoSettings(Set<Part> parts, Ports ports, Addresses at, Identity chat, Identity summary, CallLimits limits,
        Duration runTime, int toolRate, Duration pause, long seed, Optional<ModelEndpoint> model) {

    /** What a process serves. */
    enum Part {
        TOOLS,
        CHAT,
        SUMMARY,
        TRAFFIC
    }

    /** Where it listens. */
    record Ports(String host, int tools, int chat, int summary) {}

    /**
     * Where everybody finds the others: a URL for each pair, so that a proxy can stand between any two.
     *
     * @param handOver where the chat agent finds the summary agent
     * @param chatUsers where users reach the chat agent, and {@code summaryUsers} the summary agent
     */
    record Addresses(URI chatTools, URI summaryTools, URI handOver, URI chatUsers, URI summaryUsers) {}

    /** A model for the wording of answers. */
    record ModelEndpoint(URI url, String key, String name) {
        /** Without the key. */
        @Override
        public String toString() {
            return "ModelEndpoint[url=%s, name=%s]".formatted(url, name);
        }
    }

    private static final String PREFIX = "AGENTOPS_DEMO_";

    /**
     * Reads the settings; all have defaults.
     *
     * @throws IllegalArgumentException naming the variable that cannot be used
     */
    static DemoSettings of(Map<String, String> environment) {
        Reader reader = new Reader(environment);
        Ports ports = reader.ports();
        CallLimits limits = new CallLimits(reader.millis("TOOL_TIMEOUT_MS", 1_500),
                reader.number("TOOL_ATTEMPTS", 3, 1, 10), reader.millis("RETRY_PAUSE_MS", 100));
        return new DemoSettings(reader.parts(), ports, reader.addresses(ports), reader.identity("CHAT", "chat-agent"),
                reader.identity("SUMMARY", "summary-agent"), limits, reader.millis("RUN_TIME_MS", 6_000),
                reader.number("TOOL_RATE", 20, 1, 10_000), reader.millis("PAUSE_MS", 2_500),
                reader.number("SEED", 7, 0, Integer.MAX_VALUE), reader.model());
    }

    private record Reader(Map<String, String> environment) {

        String text(String name, String usual) {
            String told = environment.getOrDefault(PREFIX + name, "").strip();
            return told.isEmpty() ? usual : told;
        }

        int number(String name, int usual, int least, int most) {
            String told = text(name, String.valueOf(usual));
            if (!told.matches("\\d{1,10}") || Long.parseLong(told) < least || Long.parseLong(told) > most) {
                throw new IllegalArgumentException(
                        "%s%s must be a number from %d to %d: %s".formatted(PREFIX, name, least, most, told));
            }
            return Integer.parseInt(told);
        }

        Duration millis(String name, int usual) {
            return Duration.ofMillis(number(name, usual, 1, 3_600_000));
        }

        URI url(String name, String usual) {
            String told = text(name, usual);
            try {
                return httpUrl(URI.create(told.replaceAll("/+$", "")));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "%s%s must be an http or https URL: %s".formatted(PREFIX, name, told),
                        e);
            }
        }

        private static URI httpUrl(URI url) {
            if (url.getHost() == null || !Set.of("http", "https").contains(url.getScheme())) {
                throw new IllegalArgumentException("no host or another scheme");
            }
            return url;
        }

        Ports ports() {
            return new Ports(text("HOST", "127.0.0.1"), number("TOOLS_PORT", 8087, 1, 65_535),
                    number("CHAT_PORT", 8088, 1, 65_535), number("SUMMARY_PORT", 8089, 1, 65_535));
        }

        Addresses addresses(Ports ports) {
            String at = "http://" + ports.host() + ":";
            String tools = at + ports.tools() + "/tools";
            return new Addresses(url("CHAT_TOOLS_URL", tools), url("SUMMARY_TOOLS_URL", tools),
                    url("HAND_OVER_URL", at + ports.summary()), url("TRAFFIC_CHAT_URL", at + ports.chat()),
                    url("TRAFFIC_SUMMARY_URL", at + ports.summary()));
        }

        Identity identity(String agent, String usualName) {
            return new Identity(text(agent + "_NAME", usualName), text(agent + "_VERSION", "1.0.0"),
                    text("ENVIRONMENT", "demo"), url("PLATFORM_URL", "http://localhost:8080"), text("API_KEY", ""),
                    environment.getOrDefault("APP_INGEST_SECRET", ""));
        }

        Optional<ModelEndpoint> model() {
            if (text("MODEL_URL", "").isEmpty()) {
                return Optional.empty();
            }
            String name = text("MODEL_NAME", "");
            if (name.isEmpty()) {
                throw new IllegalArgumentException(
                        "%sMODEL_NAME is required where %sMODEL_URL is set".formatted(PREFIX, PREFIX));
            }
            return Optional.of(new ModelEndpoint(url("MODEL_URL", ""), text("MODEL_KEY", ""), name));
        }

        Set<Part> parts() {
            Set<Part> parts = EnumSet.noneOf(Part.class);
            for (String part : text("PARTS", "tools,chat,summary,traffic").split("\\s*,\\s*", -1)) {
                parts.add(Arrays.stream(Part.values())
                        .filter(known -> known.name().toLowerCase(Locale.ROOT).equals(part)).findFirst()
                        .orElseThrow(() -> new IllegalArgumentException(
                                PREFIX + "PARTS must be of tools, chat, summary and traffic: " + part)));
            }
            return parts;
        }
    }
}
