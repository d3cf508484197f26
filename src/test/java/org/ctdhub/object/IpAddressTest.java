// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.object;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IpAddressTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1",
        "'  198.51.100.255\t', 198.51.100.255",
        "192[.]0[.]2[.]1, 192.0.2.1",
        "192(.)0{.}2[dot]1, 192.0.2.1",
        "10.0.0.1, 10.0.0.1",
        "172.16.0.1, 172.16.0.1",
        "192.168.0.255, 192.168.0.255",
        "1.0.0.0, 1.0.0.0",
        "255.255.255.254, 255.255.255.254",
        "2001:DB8:0:0:0:0:0:1, 2001:db8::1",
        "2001:0db8::0001, 2001:db8::1",
        "2001[:]db8[:][:]1, 2001:db8::1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
        "2001:db8::192.0.2.1, 2001:db8::c000:201",
        "fd00::1, fd00::1",
        "::ffff:192.0.2.1, 192.0.2.1",
        "::FFFF:c000:0201, 192.0.2.1",
        "0:0:0:0:0:ffff:192.0.2.1, 192.0.2.1"
    })
    void an_address_has_one_text(String text, String canonical) throws RefusedException {
        assertThat(Reading.canonical(ObjectType.IP, text)).isEqualTo(canonical);
    }

    @ParameterizedTest
    @CsvSource({
        "010.0.0.1, octal_form",
        "192.0.2.01, octal_form",
        "192.0.2.00, octal_form",
        "::ffff:010.0.0.1, octal_form",
        "0300.0.2.1, octal_form",
        "3221225985, integer_form",
        "0xc0000201, hex_form",
        "0XC0.0.2.1, hex_form",
        "192.0.2.0x1, hex_form",
        "1.2.3, short_form",
        "::ffff:1.2.3, short_form",
        "127.1, short_form",
        "fe80::1%eth0, zone_id",
        "2001:db8::1%1, zone_id",
        "192.0.2.1:80, port",
        "192[.]0.2.1[:]80, port",
        "[2001:db8::1]:443, port",
        "192.0.2.0/24, network",
        "192.0.2.1/32, network",
        "192.0.2.0/255.255.255.0, network",
        "2001:db8::/32, network",
        "192.0.2.1-192.0.2.9, network",
        "192.0.2.1-9, network",
        "192.0.2.*, network",
        "*, network",
        "hxxp://192.0.2.1/, is_url",
        "256.0.0.1, not_an_address",
        "1.2.3.4.5, not_an_address",
        "1.2.3.99999999999, not_an_address",
        "192.0.2.1., not_an_address",
        ".192.0.2.1, not_an_address",
        "192..2.1, not_an_address",
        "192.0.2. 1, not_an_address",
        "192.0.2.-1, network",
        "+192.0.2.1, not_an_address",
        "evil.example.test, not_an_address",
        "evil-one.example.test, not_an_address",
        "[2001:db8::1], not_an_address",
        "2001:db8::1::2, not_an_address",
        "2001:db8::00001, not_an_address",
        "2001:db8::12345, not_an_address",
        "1:2:3:4:5:6:7, not_an_address",
        "1:2:3:4:5:6:7:8:9, not_an_address",
        ":, not_an_address",
        ":::, not_an_address",
        "2001:db8::g, not_an_address",
        "\uff11\uff19\uff12.0.2.1, not_an_address",
        "\u0661.0.2.1, not_an_address"
    })
    void what_readers_guess_at_is_refused(String text, String reason) {
        assertThat(Reading.reason(ObjectType.IP, text)).isEqualTo(reason);
    }

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, unspecified",
        "0.1.2.3, unspecified",
        "::, unspecified",
        "127.0.0.1, loopback",
        "127.255.255.255, loopback",
        "::1, loopback",
        "::ffff:127.0.0.1, loopback",
        "::ffff:7f00:1, loopback",
        "169.254.169.254, link-local",
        "fe80::1, link-local",
        "febf::1, link-local",
        "255.255.255.255, limited broadcast",
        "224.0.0.251, multicast",
        "239.255.255.250, multicast",
        "ff02::fb, multicast"
    })
    void an_address_whose_blocking_harms_its_own_network_is_refused(String text, String kind) {
        RefusedException refusal = Reading.refusal(ObjectType.IP, text);
        assertThat(refusal.reason()).isEqualTo(Reason.NEVER_BLOCKED);
        assertThat(refusal).hasMessageContaining(kind);
    }

    @Test
    void a_network_is_told_what_to_do_next() {
        assertThat(Reading.refusal(ObjectType.IP, "192.0.2.0/24"))
                .hasMessage("\"192.0.2.0/24\" is refused: Networks are not objects; name each address,"
                        + " or block the network in the product's own policy");
    }
}
