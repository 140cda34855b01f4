package io.agentops.rca.model;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.Optional;

/**
 * Where a model is asked, and with what key.
 *
 * @param model as the report names it
 * @param baseUrl without the {@code /chat/completions} that is asked
 * @param bearer the key sent as {@code Authorization}; null where there is none
 */
record Endpoint(String model, String baseUrl, String bearer, Map<String, String> headers, Map<String, String> query) {

    private static final String PREFIX = "agentops.rca.model.";
    private static final String OPENAI = "https://api.openai.com/v1";

    /** Refuses a configuration that could not work, or would send evidence unencrypted, by the name of the setting. */
    static Endpoint of(ModelConfig config) {
        return config.provider() == ModelConfig.Provider.AZURE_OPENAI ? azure(config) : openAi(config);
    }

    private static Endpoint openAi(ModelConfig config) {
        boolean compatible = config.provider() == ModelConfig.Provider.OPENAI_COMPATIBLE;
        var name = name("name", config.name());
        var url = compatible ? needed("base-url", config.baseUrl()) : config.baseUrl().orElse(OPENAI);
        var key = compatible ? config.apiKey() : Optional.of(needed("api-key", config.apiKey()));
        return new Endpoint(name, url("base-url", url, config.allowPlainHttp()),
                key.map(value -> key("api-key", value)).orElse(null), Map.of(), Map.of());
    }

    private static Endpoint azure(ModelConfig config) {
        var azure = config.azure();
        var deployment = name("azure.deployment", azure.deployment());
        var url = url("azure.endpoint", needed("azure.endpoint", azure.endpoint()), config.allowPlainHttp());
        var key = key("azure.api-key", needed("azure.api-key", azure.apiKey()));
        var version = name("azure.api-version", Optional.of(azure.apiVersion()));
        return new Endpoint(config.name().isPresent() ? name("name", config.name()) : deployment,
                url + "/openai/deployments/" + deployment, null, Map.of("api-key", key),
                Map.of("api-version", version));
    }

    private static String needed(String setting, Optional<String> value) {
        return value.filter(text -> !text.isBlank())
                .orElseThrow(() -> refused(setting, "must be set while " + PREFIX + "enabled is true"));
    }

    private static String name(String setting, Optional<String> value) {
        var name = needed(setting, value);
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._:@/-]{0,99}")
                || (setting.startsWith("azure") && name.contains("/"))) {
            throw refused(setting,
                    "must be 1 to 100 letters, digits or any of . _ : @ / -, and begin with a letter or digit");
        }
        return name;
    }

    private static String key(String setting, String value) {
        if (!value.matches("[\\x21-\\x7e]{1,4096}")) {
            throw refused(setting, "must be 1 to 4096 visible ASCII characters");
        }
        return value;
    }

    // Says nothing of a URL but its host: the rest may hold a secret.
    private static String url(String setting, String value, boolean allowPlainHttp) {
        URI url;
        try {
            url = new URI(value);
        } catch (URISyntaxException e) {
            throw refused(setting, "is no URL");
        }
        if (url.getHost() == null || !("https".equals(url.getScheme()) || "http".equals(url.getScheme()))) {
            throw refused(setting, "must begin with https:// and a host");
        }
        if (url.getRawUserInfo() != null || url.getRawQuery() != null || url.getRawFragment() != null) {
            throw refused(setting, "must have no user, query or fragment");
        }
        if ("http".equals(url.getScheme()) && !allowPlainHttp && !isLoopback(url.getHost())) {
            throw refused(setting,
                    "must be https for " + url.getHost() + " unless " + PREFIX + "allow-plain-http is true");
        }
        return value.replaceAll("/+$", "");
    }

    private static boolean isLoopback(String host) {
        return host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.\\d{1,3}){3}");
    }

    private static IllegalArgumentException refused(String setting, String why) {
        return new IllegalArgumentException(PREFIX + setting + ": " + why);
    }

    String host() {
        return URI.create(baseUrl).getHost();
    }

    /** Whether what is sent could be read on its way. */
    boolean isExposed() {
        return baseUrl.startsWith("http:") && !isLoopback(host());
    }

    /** Without the key. */
    @Override
    public String toString() {
        return model + " at " + host();
    }
}
