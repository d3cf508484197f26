// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AutomationQueryTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "type=url&content=http://bad.example.test/a?b=1&c=2#x http://bad.example.test/a?b=1&c=2#x",
                "type=url&content=http%3A%2F%2Fbad.example.test%2fa%3Fb%3d1%26c%3D2%23x http://bad.example.test/a?b=1&c=2#x",
                "content=http://bad.example.test/?a=1&b=2&type=url http://bad.example.test/?a=1&b=2",
                "type=url&content=http://bad.example.test/?type=1&type=2 http://bad.example.test/?type=1&type=2",
                "content=http://bad.example.test/?a=1&type=9&type=url http://bad.example.test/?a=1&type=9",
                "Type=url&CONTENT=http://bad.example.test/ http://bad.example.test/",
                "type=url&content=http://bad.example.test/c++ http://bad.example.test/c++",
                "type=url&content=http://bad.example.test/a%20b%0A http://bad.example.test/a%20b%0A",
                "type=url&content=http://bad.example.test/%zz%4 http://bad.example.test/%zz%4",
                "type=domain&content=%C3%A4.example.test ä.example.test",
                "type=ip&content=%20198.51.100.7%20 198.51.100.7",
            })
    void a_value_is_read_however_it_is_written(String raw, String content) {
        assertThat(new AutomationQuery(raw).content()).contains(content);
        assertThat(new AutomationQuery(raw).type()).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "type=&contentFilter=", "contentFilter=&type=&content=", "&&", "=", "type", "x=y"})
    void what_is_empty_is_not_there(String raw) {
        AutomationQuery query = new AutomationQuery(raw);

        assertThat(query.type()).isEmpty();
        assertThat(query.content()).isEmpty();
        assertThat(query.contentFilter()).isEmpty();
    }

    @Test
    void no_query_is_an_empty_one() {
        assertThat(new AutomationQuery(null).type()).isEmpty();
    }

    @Test
    void a_filter_is_taken_like_a_content() {
        assertThat(new AutomationQuery("contentfilter=a&b&type=ip").contentFilter())
                .contains("a&b");
    }
}
