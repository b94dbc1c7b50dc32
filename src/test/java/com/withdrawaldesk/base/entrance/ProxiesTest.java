package com.withdrawaldesk.base.entrance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxiesTest {

    @ParameterizedTest(name = "{0} says {1}")
    @CsvSource({
        "10.1.2.3, 203.0.113.7, 203.0.113.7",
        "10.1.2.3, '198.51.100.1, 203.0.113.7', 203.0.113.7",
        "10.1.2.3, '203.0.113.7, 10.9.9.9', 203.0.113.7",
        "10.1.2.3, '203.0.113.7,192.0.2.1 , 10.9.9.9', 203.0.113.7",
        "10.1.2.3, '2001:db8::7', '2001:db8:0:0:0:0:0:7'",
        "10.1.2.3, '', 10.1.2.3",
        "10.1.2.3, '203.0.113.7, evil'' || ''x', 10.1.2.3",
        "10.1.2.3, 'evil.example', 10.1.2.3",
        "10.1.2.3, '999.1.1.1', 10.1.2.3",
        "10.1.2.3, '203.0.113.7:4711', 10.1.2.3",
        "10.1.2.3, '203.0.113.7, unknown, 10.9.9.9', 10.9.9.9",
        "203.0.113.99, 198.51.100.1, 203.0.113.99",
        "127.0.0.1, 198.51.100.1, 127.0.0.1"
    })
    void believesAddressesOfListedProxiesOnly(String peer, String header, String client) throws UnknownHostException {
        var proxies = new Proxies(List.of("10.0.0.0/8", " 192.0.2.1"));

        assertThat(proxies.client(InetAddress.getByName(peer), List.of(header)).getHostAddress())
                .isEqualTo(client);
    }

    @Test
    void readsAllHeadersAsOne() throws UnknownHostException {
        var proxies = new Proxies(List.of("10.0.0.0/8"));

        assertThat(proxies.client(InetAddress.getByName("10.0.0.1"), List.of("203.0.113.7", "198.51.100.1, 10.0.0.2"))
                        .getHostAddress())
                .isEqualTo("198.51.100.1");
    }

    @Test
    void doesNotStartWithWhatIsNoNetwork() {
        assertThatThrownBy(() -> new Proxies(List.of("proxy.example"))).isInstanceOf(IllegalArgumentException.class);
    }
}
