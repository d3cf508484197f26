// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ctdhub.web.AutomationClient.LIST;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.ctdhub.Hub;
import org.ctdhub.auth.Application;
import org.ctdhub.auth.Applications;
import org.ctdhub.object.ObjectType;
import org.ctdhub.policy.ScanAction;
import org.ctdhub.testing.SettableClock;
import org.ctdhub.testing.TestDatabase;
import org.ctdhub.web.AutomationClient.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** What a server of the Automation API must tolerate, and with which code it refuses the rest. */
class AutomationApiTest {

    private static final String ID = "11111111-2222-3333-4444-555555555555";
    private static final String KEY = "66666666-7777-8888-9999-000000000000";
    private static final String ONCE = "11111111-2222-3333-4444-00000000000a";
    private static final String READER = "11111111-2222-3333-4444-00000000000b";
    private static final String PATIENT = "11111111-2222-3333-4444-00000000000c";
    private static final Instant NOW = Instant.parse("2020-01-01T00:00:00Z");
    private static final String SHA1 = "32DBDF0011626494D82F2CAD424FC54081D21587";
    private static final String FILE = "/WebApp/API/SuspiciousObjectResource/FileUDSO";
    private static final String SERVERS = "/WebApp/API/ServerResource/ProductServers";
    private static final String IP = "\"type\":\"ip\",\"content\":\"198.51.100.7\"";

    private static final Map<String, Application> KNOWN = Map.of(
            ID, new Application(ID, KEY, Duration.ofMinutes(5), false, false),
            ONCE, new Application(ONCE, KEY, Duration.ofMinutes(5), true, false),
            READER, new Application(READER, KEY, Duration.ofMinutes(5), false, true),
            PATIENT, new Application(PATIENT, KEY, Duration.ofDays(3), false, false));

    private static TestDatabase database;
    private static ConfigurableApplicationContext hub;
    private static TheList listed;
    private static int port;

    @BeforeAll
    static void start() {
        database = TestDatabase.migrated();
        hub = hub();
        listed = new TheList(hub);
        port = hub.getEnvironment().getProperty("local.server.port", Integer.class);
    }

    private static ConfigurableApplicationContext hub() {
        return new SpringApplicationBuilder(Hub.class)
                .initializers((GenericApplicationContext context) -> {
                    context.registerBean("clock", Clock.class, () -> new SettableClock(NOW));
                    context.registerBean(
                            "known", Applications.class, AutomationApiTest::known, b -> b.setPrimary(true));
                })
                .run(
                        "--spring.datasource.url=" + database.url(),
                        "--spring.datasource.username=postgres",
                        "--ctd.brakes.clock-jump=0",
                        "--ctd.own[0]=192.0.2.0/24",
                        "--server.port=0");
    }

    private static Applications known() {
        return id -> KNOWN.containsKey(id) ? List.of(KNOWN.get(id)) : List.of();
    }

    @AfterAll
    static void stop() {
        hub.close();
        database.close();
    }

    @BeforeEach
    void empty() {
        listed.clear();
    }

    private static AutomationClient client() {
        return new AutomationClient(port, ID, KEY);
    }

    private static AutomationClient client(String id) {
        return new AutomationClient(port, id, KEY);
    }

    @Test
    void an_object_is_added_shown_and_deleted() throws IOException {
        assertThat(client().put(
                                IP
                                        + ",\"notes\":\"n\",\"scan_action\":\"log\",\"expiration_utc_date\":\"2020-01-31T00:00:00Z\"")
                        .body())
                .isEqualTo(
                        "{\"Data\":[],\"Meta\":{\"Result\":1,\"ErrorCode\":0,\"ErrorMsg\":\"\"},\"PermissionCtrl\":{\"permission\":\"255\",\"elements\":null},\"FeatureCtrl\":{\"mode\":\"1\"},\"SystemCtrl\":{\"TmcmSoDist_Role\":\"none\"}}");
        Answer shown = client().call("GET", LIST + "?type=ip&contentFilter=198.51.100.7");
        assertThat(shown.data())
                .hasToString(
                        "[{\"type\":\"ip\",\"content\":\"198.51.100.7\",\"notes\":\"n\",\"scan_action\":\"log\",\"expiration_utc_date\":\"2020-01-31T00:00:00\"}]");
        assertThat(shown.head()).containsIgnoringCase("content-type: application/json;charset=utf-8");
        assertThat(client().call("DELETE", LIST + "?type=ip&content=198.51.100.7")
                        .outcome())
                .isEqualTo("200/0");
        assertThat(listed.values()).isEmpty();
        assertThat(listed.changes())
                .containsExactly("198.51.100.7 by APPLICATION " + ID, "198.51.100.7 by APPLICATION " + ID);
    }

    @Test
    void the_documented_put_is_taken_byte_by_byte() throws IOException {
        String body =
                "{\"param\": {\"type\": \"ip\", \"content\": \"198.51.100.7\", \"notes\": \"n\", \"scan_action\": \"log\","
                        + " \"expiration_utc_date\": \"2020-01-31T00:00:00Z\"}}";
        String token =
                "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJhcHBpZCI6IjExMTExMTExLTIyMjItMzMzMy00NDQ0LTU1NTU1NTU1NTU1NSIs"
                        + "ImlhdCI6MTU3NzgzNjgwMCwidmVyc2lvbiI6IlYxIiwiY2hlY2tzdW0iOiJ3emNPMitLRU16V2FLNnU3U1o5NU1vNTAzT3pEdEdhbExLd2d3"
                        + "a1BIdGpvPSJ9.JJ_SnQzVyN3n5Loo8epBVj_X_dfvddqWBqNdnAj9uAo";

        assertThat(client().send("PUT", LIST + "/", body, "Authorization: Bearer " + token + "\r\n")
                        .outcome())
                .isEqualTo("200/0");
        assertThat(listed.values()).containsExactly("198.51.100.7");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/WebApp/api/SuspiciousObjects/UserDefinedSO",
                "/WebApp/api/SuspiciousObjects/UserDefinedSO/",
                "/WebApp/api/v1/SuspiciousObjects/UserDefinedSO",
                "/webapp/API/V1/suspiciousobjects/userdefinedso/",
                "/WEBAPP//API/SuspiciousObjects//UserDefinedSO//",
                "/WebApp/API/ServerResource/ProductServers",
                "/WebApp/API/ServerResource/ProductServers/?host_name=x",
                "/WebApp/api/SuspiciousObjects/UserDefinedSO?"
            })
    void a_path_is_signed_and_routed_as_it_is_written_and_never_redirected(String path) throws IOException {
        assertThat(client().call("GET", path).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://bad.example.test/a?b=1&c=2#x",
                "http://bad.example.test/a?b=1&c=2",
                "http%3A%2F%2Fbad.example.test%2Fa%3Fb%3D1%26c%3D2%23x",
                "http%3a%2f%2fBAD.example.test%2fa%3fb%3d1%26c%3d2",
                "http://bad.example.test/a?b=1%26c=2"
            })
    void a_url_in_a_query_is_found_however_it_is_encoded(String written) throws IOException {
        client().put("\"type\":\"url\",\"content\":\"http://bad.example.test/a?b=1&c=2\"");

        assertThat(client().call("DELETE", LIST + "?type=url&content=" + written)
                        .outcome())
                .isEqualTo("200/0");
        assertThat(listed.values()).isEmpty();
    }

    @Test
    void characters_that_belong_encoded_may_stand_as_they_are() throws IOException {
        String odd = "http://bad.example.test/\\\"{a|b}[c]<d>`^#\\\\";
        client().put("\"type\":\"url\",\"content\":\"" + odd + "\"");

        assertThat(listed.values()).hasSize(1);
        assertThat(client().call("DELETE", LIST + "?type=url&content=http://bad.example.test/\"{a|b}[c]<d>`^#\\")
                        .outcome())
                .isEqualTo("200/0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"#", "{", "|", "\"", "<", "[", "`"})
    void nothing_else_that_the_hub_serves_takes_such_characters(String odd) throws IOException {
        assertThat(client().send("GET", "/login?x=" + odd, "", "").status()).isEqualTo(400);
        assertThat(client().send("GET", "/login?x=%23", "", "").status()).isEqualTo(200);
        assertThat(client().send("GET", LIST + odd, "", "").status()).isEqualTo(400);
    }

    @Test
    void empty_parameters_are_no_parameters() throws IOException {
        client().put(IP);
        client().put("\"type\":\"file_sha1\",\"content\":\"" + SHA1 + "\"");

        assertThat(client().call("GET", LIST + "?type=&contentFilter=").data()).hasSize(2);
        assertThat(client().call("GET", LIST + "?type=file_sha1&contentFilter=").data())
                .hasSize(1);
        assertThat(client().call("GET", LIST + "?type=file").data()).hasSize(1);
        assertThat(client().call("GET", LIST + "?contentFilter=100.7&type=").data())
                .hasSize(1);
    }

    @Test
    void a_body_is_read_and_hashed_with_every_method() throws IOException {
        client().put(IP);

        assertThat(client().call("GET", LIST, "\"\"").data()).hasSize(1);
        assertThat(client().call("GET", SERVERS, "\"\"").status()).isEqualTo(200);
        assertThat(client().call("DELETE", LIST + "?type=ip&content=198.51.100.7", "\"\"")
                        .outcome())
                .isEqualTo("200/0");
        Answer unsigned =
                client().send("GET", LIST, "\"\"", "Authorization: Bearer " + client().token("GET", LIST, "") + "\r\n");
        assertThat(unsigned.outcome()).isEqualTo("401/20");
    }

    @Test
    void a_body_is_no_form_whatever_its_header_says() throws IOException {
        AutomationClient curl = client().headers("Content-Type: application/x-www-form-urlencoded\r\n");

        assertThat(curl.put(IP).outcome()).isEqualTo("200/0");
        assertThat(curl.call("DELETE", LIST, "{\"param\":{" + IP + "}}").outcome())
                .isEqualTo("200/0");
    }

    @Test
    void a_delete_may_name_its_object_in_the_body() throws IOException {
        client().put(IP);

        assertThat(client().call("DELETE", LIST, "{\"param\":{" + IP + "}}").outcome())
                .isEqualTo("200/0");
        assertThat(listed.values()).isEmpty();
    }

    @Test
    void json_may_be_written_in_any_way() throws IOException {
        assertThat(client().call(
                                "PUT",
                                LIST,
                                "\n{ \"x\":1,\"param\" :{\"content\":\"198.51.100\\u002E7\",\r\n\t\"type\":\"ip\"} }\n")
                        .outcome())
                .isEqualTo("200/0");
        assertThat(listed.values()).containsExactly("198.51.100.7");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1577836800.5", "1577836799.999999", "1577836800", "1577836500"})
    void iat_may_be_a_fraction_and_as_old_as_the_time_out(String iat) throws IOException {
        assertThat(client().iat(iat).call("GET", LIST).outcome()).isEqualTo("200/0");
    }

    @Test
    void an_iat_that_is_reused_for_days_passes_only_where_an_operator_allows_it() throws IOException {
        assertThat(client().iat("1577663999").call("GET", LIST).outcome()).isEqualTo("401/18");
        assertThat(client(PATIENT).iat("1577663999").call("GET", LIST).outcome())
                .isEqualTo("200/0");
    }

    @Test
    void a_token_may_be_used_again_for_the_same_request() throws IOException {
        String header = "Authorization: Bearer " + client().token("GET", LIST, "") + "\r\n";

        assertThat(client().send("GET", LIST, "", header).outcome()).isEqualTo("200/0");
        assertThat(client().send("GET", LIST, "", header).outcome()).isEqualTo("200/0");
    }

    @Test
    void a_token_that_counts_once_is_refused_the_second_time_even_by_a_hub_that_was_restarted() throws IOException {
        String token = client(ONCE).iat("1577836801").token("GET", LIST, "");
        String header = "Authorization: Bearer " + token + "\r\n";

        assertThat(client().send("GET", LIST + "?", "", header).outcome()).isEqualTo("401/20");
        assertThat(client().send("GET", LIST, "", header).outcome()).isEqualTo("200/0");
        assertThat(client().send("GET", LIST, "", header).outcome()).isEqualTo("401/18");
        assertThat(client().send("GET", LIST, "", header.replace(token, token + "="))
                        .outcome())
                .isEqualTo("401/18");
        try (ConfigurableApplicationContext again = hub()) {
            int other = again.getEnvironment().getProperty("local.server.port", Integer.class);
            assertThat(new AutomationClient(other, ONCE, KEY)
                            .send("GET", LIST, "", header)
                            .outcome())
                    .isEqualTo("401/18");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'\"2020-01-31T09:00:00Z\"', 2020-01-31T09:00:00Z",
        "'\"2020-01-31T09:00Z\"', 2020-01-31T09:00:00Z",
        "'\"2020-01-31T09:00:00.123\"', 2020-01-31T09:00:00.123Z",
        "'\"2020-01-31T09:00:00+09:00\"', 2020-01-31T00:00:00Z",
        "'\"\"', +1000000000-12-31T23:59:59.999999999Z",
        "null, +1000000000-12-31T23:59:59.999999999Z",
    })
    void a_date_comes_in_many_forms_or_not_at_all(String written, String read) throws IOException {
        assertThat(client().put(IP + ",\"expiration_utc_date\":" + written).outcome())
                .isEqualTo("200/0");
        assertThat(listed.only().expiresAt()).isEqualTo(Instant.parse(read));
    }

    @Test
    void no_date_means_never_and_is_shown_as_null() throws IOException {
        client().put(IP);

        assertThat(listed.only().expiresAt()).isEqualTo(Instant.MAX);
        assertThat(client().call("GET", LIST)
                        .data()
                        .path(0)
                        .path("expiration_utc_date")
                        .isNull())
                .isTrue();
        client().put(IP + ",\"expiration_utc_date\":\"2020-01-31T09:00:00.123Z\"");
        assertThat(client().call("GET", LIST).body()).contains("\"2020-01-31T09:00:00.123\"");
    }

    @Test
    void an_empty_list_is_a_list() throws IOException {
        assertThat(client().call("GET", LIST).data().isArray()).isTrue();
    }

    @Test
    void the_same_object_twice_is_fine_and_changes_nothing() throws IOException {
        assertThat(client().put(IP).outcome()).isEqualTo("200/0");
        assertThat(client().put(IP).outcome()).isEqualTo("200/0");
        assertThat(listed.changes()).hasSize(1);
    }

    @Test
    void letter_case_counts_in_the_path_of_a_url_alone() throws IOException {
        client().put("\"type\":\"file_sha1\",\"content\":\"" + SHA1 + "\"");
        client().put("\"type\":\"url\",\"content\":\"HTTP://Bad.Example.Test/Abc\"");
        client().put("\"type\":\"domain\",\"content\":\"Bad.Example.Test\"");

        assertThat(listed.values())
                .containsExactlyInAnyOrder(
                        SHA1.toLowerCase(java.util.Locale.ROOT), "http://bad.example.test/Abc", "bad.example.test");
        assertThat(client().call("DELETE", LIST + "?type=url&content=http://bad.example.test/abc")
                        .outcome())
                .isEqualTo("500/8");
        assertThat(client().call("DELETE", LIST + "?type=file_sha1&content=" + SHA1)
                        .outcome())
                .isEqualTo("200/0");
        assertThat(client().call("DELETE", LIST + "?type=DOMAIN&content=BAD.example.test")
                        .outcome())
                .isEqualTo("200/0");
    }

    @Test
    void urls_and_notes_are_taken_up_to_their_length_and_no_further() throws IOException {
        String url = "http://bad.example.test/" + "a".repeat(2047 - 24);

        assertThat(client().put("\"type\":\"url\",\"content\":\"" + url + "\"").outcome())
                .isEqualTo("200/0");
        assertThat(client().call("DELETE", LIST + "?type=url&content=" + url).outcome())
                .isEqualTo("200/0");
        assertThat(client().put("\"type\":\"url\",\"content\":\"" + url + "a\"").outcome())
                .isEqualTo("400/11");
        assertThat(client().put(IP + ",\"notes\":\"" + "\u65e5".repeat(256) + "\"")
                        .outcome())
                .isEqualTo("200/0");
        assertThat(client().put(IP + ",\"notes\":\"" + "n".repeat(257) + "\"").outcome())
                .isEqualTo("400/11");
    }

    @Test
    void an_action_is_taken_that_the_type_can_have() throws IOException {
        assertThat(client().put(IP).outcome()).isEqualTo("200/0");
        assertThat(listed.only().action()).isNull();
        assertThat(client().put(IP + ",\"scan_action\":\"block\"").outcome()).isEqualTo("200/0");
        assertThat(listed.only().action()).isEqualTo(ScanAction.BLOCK);
        Answer refused = client().put(IP + ",\"scan_action\":\"quarantine\"");
        assertThat(refused.outcome()).isEqualTo("400/11");
        assertThat(refused.json().path("Meta").path("ErrorMsg").asText()).contains("quarantine");
        assertThat(client().put("\"type\":\"file_sha1\",\"content\":\"" + SHA1 + "\",\"scan_action\":\"quarantine\"")
                        .outcome())
                .isEqualTo("200/0");
        assertThat(client().put("\"type\":\"file_sha256\",\"content\":\"" + "ab".repeat(32) + "\"")
                        .outcome())
                .isEqualTo("200/0");
        assertThat(client().put(IP + ",\"scan_action\":\"delete\"").outcome()).isEqualTo("400/11");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"type\":\"ip\",\"content\":\"2001:db8::7\" | 400/11",
                "\"type\":\"ip\",\"content\":\"198.51.100.700\" | 400/11",
                "\"type\":\"ip\",\"content\":\"127.0.0.1\" | 400/11",
                "\"type\":\"url\",\"content\":\"ftp://bad.example.test/\" | 400/11",
                "\"type\":\"file_sha1\",\"content\":\"abc\" | 400/11",
                "\"type\":\"mail\",\"content\":\"abc\" | 400/11",
                "\"type\":\"ip\",\"content\":\"198.51.100.7\",\"expiration_utc_date\":\"tomorrow\" | 400/11",
                "\"type\":\"ip\",\"content\":\"198.51.100.7\",\"expiration_utc_date\":\"2020-02-30T00:00:00Z\" | 400/11",
                "\"type\":\"ip\",\"content\":\"198.51.100.7\",\"expiration_utc_date\":\"2019-12-31T00:00:00Z\" | 400/11",
                "\"type\":\"ip\",\"content\":\"198.51.100.7\",\"notes\":\"a\\u0000b\" | 400/11",
                "\"type\":\"ip\",\"content\":\"198.51.100.7\",\"notes\":\"a\\ud800b\" | 400/11",
                "\"type\":\"ip\",\"content\":\"198.51.100.7\",\"type\":\"ip\" | 400/7",
                "\"type\":\"ip\",\"content\":7 | 400/7",
                "\"type\":\"ip\",\"content\":\"\" | 400/7",
                "\"content\":\"198.51.100.7\" | 400/7",
                "\"type\":\"ip\",\"content\":\"192.0.2.99\" | 400/11",
            })
    void what_is_wrong_with_an_object_is_told(String members, String outcome) throws IOException {
        Answer answer = client().put(members);

        assertThat(answer.outcome()).isEqualTo(outcome);
        assertThat(answer.json().path("Meta").path("Result").intValue()).isZero();
        assertThat(answer.json().path("Meta").path("ErrorMsg").asText()).isNotEmpty();
        assertThat(listed.values()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"\"", "[]", "{}", "{\"param\":[]}", "{\"param\":{}} x", "not json"})
    void a_body_that_holds_no_param_is_told(String body) throws IOException {
        assertThat(client().call("PUT", LIST, body).outcome()).isEqualTo("400/7");
    }

    @Test
    void a_query_that_lacks_something_is_told() throws IOException {
        assertThat(client().call("DELETE", LIST).outcome()).isEqualTo("400/7");
        assertThat(client().call("DELETE", LIST + "?type=ip").outcome()).isEqualTo("400/7");
        assertThat(client().call("DELETE", LIST + "?content=198.51.100.7").outcome())
                .isEqualTo("400/7");
        assertThat(client().call("GET", LIST + "?type=mail").outcome()).isEqualTo("400/11");
        assertThat(client().call("DELETE", LIST + "?type=ip&content=198.51.100.7")
                        .outcome())
                .isEqualTo("500/8");
    }

    @Test
    void each_fault_of_a_token_has_its_code() throws IOException {
        Answer none = client().send("GET", LIST, "", "");
        assertThat(none.outcome()).isEqualTo("401/14");
        assertThat(none.head()).containsIgnoringCase("www-authenticate: bearer");
        assertThat(client().send("GET", LIST, "", "Authorization: Bearer x.y\r\n")
                        .outcome())
                .isEqualTo("401/15");
        assertThat(client().algorithm("RS256").call("GET", LIST).outcome()).isEqualTo("401/21");
        assertThat(client().version("V2").call("GET", LIST).outcome()).isEqualTo("401/16");
        assertThat(client("nobody").call("GET", LIST).outcome()).isEqualTo("401/17");
        assertThat(new AutomationClient(port, ID, "another").call("GET", LIST).outcome())
                .isEqualTo("401/19");
        assertThat(client().iat("1577836499").call("GET", LIST).outcome()).isEqualTo("401/18");
        String other = "Authorization: Bearer " + client().token("GET", LIST, "") + "\r\n";
        assertThat(client().send("DELETE", LIST, "", other).outcome()).isEqualTo("401/20");
        assertThat(client().send("GET", FILE, "", other).outcome()).isEqualTo("405/-50");
        assertThat(client().send("PUT", FILE, "{}", other).outcome()).isEqualTo("401/20");
        assertThat(client().algorithm("HS512").call("GET", LIST).outcome()).isEqualTo("200/0");
    }

    @Test
    void who_may_only_read_is_told_so_and_writes_nothing() throws IOException {
        Answer list = client(READER).call("GET", LIST);

        assertThat(list.outcome()).isEqualTo("200/0");
        assertThat(list.json().path("PermissionCtrl").path("permission").asText())
                .isEqualTo("1");
        assertThat(client(READER).put(IP).outcome()).isEqualTo("403/10");
        assertThat(client(READER)
                        .call("DELETE", LIST + "?type=ip&content=198.51.100.7")
                        .outcome())
                .isEqualTo("403/10");
        assertThat(client(READER)
                        .call("PUT", FILE, "{\"file_content_base64_string\":\"YQ==\"}")
                        .outcome())
                .isEqualTo("403/10");
        assertThat(listed.values()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PATCH", "OPTIONS"})
    void another_method_is_refused_in_the_form_of_its_resource(String method) throws IOException {
        Answer answer = client().call(method, LIST);

        assertThat(answer.outcome()).isEqualTo("405/23");
        assertThat(answer.head()).containsIgnoringCase("allow: GET, PUT, DELETE");
        assertThat(client().call(method, SERVERS).outcome()).isEqualTo("405/-50");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/WebApp", "/webapp/", "/WebApp/api/Nothing", "/WebApp/api/SuspiciousObjects/UserDefinedSO/x"})
    void an_unknown_path_is_told_in_the_newer_form(String path) throws IOException {
        assertThat(client().call("GET", path).outcome()).isEqualTo("404/1");
    }

    @Test
    void a_body_that_is_too_large_is_refused() throws IOException {
        Answer answer = client().put(IP + ",\"x\":\"" + "a".repeat(70_000) + "\"");

        assertThat(answer.outcome()).isEqualTo("413/12");
    }

    @Test
    void a_file_is_listed_by_its_hash() throws IOException {
        Answer answer = client().call(
                        "PUT",
                        FILE,
                        "{\"file_name\":\"a.exe\",\"file_content_base64_string\":\"YWJj\\u0059Q=\\u003d\",\"x\":{\"y\":[1]},"
                                + "\"file_scan_action\":\"QUARANTINE\",\"note\":\"n\"}");

        assertThat(answer.body())
                .isEqualTo(
                        "{\"result_code\":1,\"result_description\":\"Operation successful\",\"result_content\":null}");
        assertThat(listed.only().object().type()).isEqualTo(ObjectType.FILE_SHA1);
        assertThat(listed.only().object().value()).isEqualTo("d15d5ef94a4ac46a41c1b7a0c25ae6b84804c9fe");
        assertThat(listed.only().action()).isEqualTo(ScanAction.QUARANTINE);
        assertThat(listed.only().notes()).isEqualTo("n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"file_content_base64_string\":\"\"} | 400/-1102",
                "{\"file_content_base64_string\":\"a*b=\"} | 400/-21",
                "{\"file_content_base64_string\":7} | 400/-21",
                "{\"file_content_base64_string\":\"YQ==\",\"file_content_base64_string\":\"Yg==\"} | 400/-21",
                "{\"file_content_base64_string\":\"YQ==\",\"file_scan_action\":\"DELETE\"} | 400/-21",
                "{\"file_content_base64_string\":\"YQ==\"} x | 400/-21",
                "{\"file_content_base64_string\":\"YQ==\" | 400/-21",
                "{\"file_scan_action\":\"LOG\"} | 400/-21",
                "[] | 400/-21",
            })
    void what_is_wrong_with_a_file_is_told(String body, String outcome) throws IOException {
        assertThat(client().call("PUT", FILE, body).outcome()).isEqualTo(outcome);
        assertThat(listed.values()).isEmpty();
    }

    @Test
    void a_file_that_was_changed_on_its_way_is_not_listed() throws IOException {
        String token = client().token("PUT", FILE, "{\"file_content_base64_string\":\"YQ==\"}");
        String header = "Authorization: Bearer " + token + "\r\n";

        assertThat(client().send("PUT", FILE, "{\"file_content_base64_string\":\"Yg==\"}", header)
                        .outcome())
                .isEqualTo("401/20");
        assertThat(client().send("PUT", FILE, "not json", header).outcome()).isEqualTo("401/20");
        assertThat(listed.values()).isEmpty();
    }

    @Test
    void a_file_is_taken_up_to_32_mebibytes_and_no_further() throws IOException {
        String most = "AAAA".repeat(32 * 1024 * 1024 / 3) + "AAA=";

        assertThat(client().call("PUT", FILE, "{\"file_content_base64_string\":\"" + most + "\"}")
                        .outcome())
                .isEqualTo("200/1");
        assertThat(client().call("PUT", FILE, "{\"file_content_base64_string\":\"AAAA" + most + "\"}")
                        .outcome())
                .isEqualTo("413/-1102");
        assertThat(listed.values()).hasSize(1);
    }

    @Test
    void the_connection_test_answers_in_the_older_form() throws IOException {
        assertThat(client().call("GET", SERVERS + "?host_name=x").body())
                .isEqualTo("{\"result_code\":1,\"result_description\":\"Operation successful\",\"result_content\":[]}");
        assertThat(client().send("GET", SERVERS, "", "").outcome()).isEqualTo("401/14");
    }
}
