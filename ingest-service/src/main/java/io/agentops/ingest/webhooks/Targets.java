package io.agentops.ingest.webhooks;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/**
 * Where notifications may go: public addresses alone, unless it is set otherwise. A name is judged by the address to which the
 * connection is made, since what a name means may change between a check and a connection.
 */
@Singleton
public class Targets {

    private static final int MOST_CHARACTERS = 2_000;
    private static final Pattern LITERAL = Pattern.compile("[0-9.]+|\\[.*]");
    private static final Pattern LOCAL_NAME = Pattern.compile("((.+\\.)?localhost|.+\\.internal|metadata)\\.?");

    private final boolean anywhere;

    @Inject
    Targets(WebhookSettings settings) {
        this(settings.allowPrivateTargets());
    }

    Targets(boolean anywhere) {
        this.anywhere = anywhere;
    }

    /** The address of a receiver is none that notifications may go to. */
    static final class Refused extends RuntimeException {

        private static final long serialVersionUID = 1;

        private Refused() {
            super("The address is not public.", null, false, false);
        }
    }

    /** What is wrong with a URL, as far as it can be told without looking its name up. */
    public Optional<String> flaw(String text) {
        if (text.length() > MOST_CHARACTERS) {
            return Optional.of("must be at most 2,000 characters long");
        }
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException e) {
            return Optional.of("must be a URL");
        }
        if (url.getScheme() == null || !List.of("http", "https").contains(url.getScheme().toLowerCase(Locale.ROOT))
                || url.getHost() == null || url.getPort() == 0 || url.getPort() > 65_535) {
            return Optional.of("must be an http or https URL with a host");
        }
        if (url.getRawUserInfo() != null || url.getRawFragment() != null) {
            return Optional.of("must have no user, password or fragment");
        }
        return isPlainlyPrivate(url.getHost()) ? Optional.of("must be a public address") : Optional.empty();
    }

    /** Scheme, host and port of a URL without a {@link #flaw}. */
    public static String origin(String text) {
        URI url = URI.create(text);
        String scheme = url.getScheme().toLowerCase(Locale.ROOT);
        return scheme + "://" + url.getHost().toLowerCase(Locale.ROOT) + ":" + port(url);
    }

    static int port(URI url) {
        return url.getPort() >= 0 ? url.getPort() : url.getScheme().equalsIgnoreCase("https") ? 443 : 80;
    }

    /**
     * The address to connect to; waits for the name service.
     *
     * @throws Refused where one of its addresses is none that notifications may go to
     */
    InetAddress resolve(String host) throws UnknownHostException {
        InetAddress[] addresses = InetAddress.getAllByName(host);
        if (!anywhere && Arrays.stream(addresses).anyMatch(address -> !isPublic(address))) {
            throw new Refused();
        }
        return addresses[0];
    }

    /** Only literals: these need nobody to be asked. */
    private boolean isPlainlyPrivate(String host) {
        if (anywhere) {
            return false;
        }
        if (!LITERAL.matcher(host).matches()) {
            return LOCAL_NAME.matcher(host.toLowerCase(Locale.ROOT)).matches();
        }
        try {
            return !isPublic(InetAddress.getByName(host));
        } catch (UnknownHostException notAnAddress) {
            return true;
        }
    }

    /** By the registries of special-purpose addresses (RFC 6890); addresses in IPv6 that stand for others in IPv4 are none. */
    static boolean isPublic(InetAddress address) {
        if (address.isAnyLocalAddress() || address.isLoopbackAddress() || address.isLinkLocalAddress()
                || address.isSiteLocalAddress() || address.isMulticastAddress()) {
            return false;
        }
        byte[] bytes = address.getAddress();
        return address instanceof Inet6Address
                ? isPublicV6(bytes)
                : isPublicV4(bytes[0] & 255, bytes[1] & 255, bytes[2]);
    }

    private static boolean isPublicV4(int first, int second, int third) {
        boolean shared = first == 100 && second >= 64 && second < 128;
        boolean protocol = first == 192 && second == 0 && (third == 0 || third == 2);
        boolean benchmark = first == 198 && (second == 18 || second == 19);
        return first != 0 && first < 224 && !shared && !protocol && !benchmark;
    }

    /** Global unicast is 2000::/3; in it 2001::/23 (protocols), 2001:db8::/32 (documentation) and 2002::/16 (6to4) are not. */
    private static boolean isPublicV6(byte[] bytes) {
        int first = (bytes[0] & 255) << 8 | (bytes[1] & 255);
        int second = (bytes[2] & 255) << 8 | (bytes[3] & 255);
        boolean global = first >= 0x2000 && first < 0x4000;
        return global && first != 0x2002 && !(first == 0x2001 && (second < 0x200 || second == 0xdb8));
    }
}
