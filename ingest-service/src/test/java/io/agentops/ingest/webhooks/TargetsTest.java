package io.agentops.ingest.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetsTest {

    private final Targets publicOnly = new Targets(false);

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.9.9.9", "0.0.0.0", "0.1.2.3", "10.1.2.3", "100.64.0.1", "100.127.255.255",
            "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.168.1.1", "192.0.0.8", "192.0.2.1", "198.18.0.1",
            "198.19.1.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "fc00::1",
            "fd00:ec2::254",
            "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1",
            "2002:7f00:1::", "2001::1", "2001:db8::1", "100::1", "fec0::1"})
    void addressesThatAreNotPublicAreRefused(String address) throws UnknownHostException {
        assertThat(Targets.isPublic(InetAddress.getByName(address))).isFalse();
        assertThatThrownBy(() -> publicOnly.resolve(address)).isInstanceOf(Targets.Refused.class);
        String host = address.contains(":") ? "[" + address + "]" : address;
        assertThat(publicOnly.flaw("https://" + host + "/x")).contains("must be a public address");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.1.1.1", "8.8.8.8", "99.255.255.255", "100.63.0.1", "100.128.0.1", "172.15.0.1",
            "172.32.0.1",
            "192.0.1.1", "192.167.0.1", "198.17.0.1", "198.20.0.1", "223.255.255.255", "2606:4700::1111",
            "2001:4860:4860::8888", "2001:200::1"})
    void publicAddressesAreNot(String address) throws UnknownHostException {
        assertThat(Targets.isPublic(InetAddress.getByName(address))).isTrue();
        assertThat(publicOnly.resolve(address)).isEqualTo(InetAddress.getByName(address));
    }

    @Test
    void aNameIsJudgedByWhatItMeans() throws UnknownHostException {
        assertThatThrownBy(() -> publicOnly.resolve("localhost")).isInstanceOf(Targets.Refused.class);
        assertThat(new Targets(true).resolve("localhost").isLoopbackAddress()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://example.org", "file:///etc/passwd", "gopher://example.org", "example.org",
            "https:///x", "javascript:alert(1)", "https://example.org:0/", "https://example.org:70000/",
            "//example.org"})
    void onlyUrlsOfTheWebAreTaken(String url) {
        assertThat(publicOnly.flaw(url)).contains("must be an http or https URL with a host");
    }

    @Test
    void whatElseIsWrongWithAUrlIsTold() {
        assertThat(publicOnly.flaw("https://exa mple.org")).contains("must be a URL");
        assertThat(publicOnly.flaw("https://user:pw@example.org")).contains("must have no user, password or fragment");
        assertThat(publicOnly.flaw("https://example.org/#x")).contains("must have no user, password or fragment");
        assertThat(publicOnly.flaw("https://localhost/")).contains("must be a public address");
        assertThat(publicOnly.flaw("https://db.LOCALHOST./")).contains("must be a public address");
        assertThat(publicOnly.flaw("https://2130706433/")).contains("must be a public address");
        assertThat(publicOnly.flaw("https://")).contains("must be a URL");
        assertThat(publicOnly.flaw("https://example.org/" + "x".repeat(2000)))
                .contains("must be at most 2,000 characters long");
        assertThat(publicOnly.flaw("https://example.org:8443/hook?token=1")).isEmpty();
        assertThat(publicOnly.flaw("https://0xcafe.example.invalid/")).isEmpty();
        assertThat(new Targets(true).flaw("http://127.0.0.1:8080/")).isEmpty();
    }
}
