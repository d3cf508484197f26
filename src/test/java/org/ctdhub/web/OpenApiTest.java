// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.ctdhub.auth.Role;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** The API describes itself: completely, and to those who may use it. */
class OpenApiTest {

    private static final String PAGE = "/api/docs/swagger-ui/index.html";

    private static RunningHub hub;
    private static JsonNode document;

    @BeforeAll
    static void start() throws Exception {
        hub = RunningHub.with();
        document = RunningHub.json(hub.with(Role.VIEWER).get("/api/v1/openapi.json"));
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    @Test
    void the_document_is_of_openapi_3_1_with_a_bearer_token() {
        assertThat(document.path("openapi").asText()).startsWith("3.1.");
        assertThat(document.at("/info/title").asText()).isEqualTo("ctd-hub");
        assertThat(document.at("/components/securitySchemes/bearer/scheme").asText())
                .isEqualTo("bearer");
        assertThat(document.at("/security/0/bearer").isArray()).isTrue();
    }

    @Test
    void it_names_every_operation_of_the_api_and_nothing_that_products_call() {
        assertThat(operations().map(Operation::name).toList()).containsExactlyInAnyOrderElementsOf(served());
    }

    private static Set<String> served() {
        Set<String> served = new TreeSet<>();
        hub.context
                .getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
                .getHandlerMethods()
                .forEach((mapping, method) -> {
                    if (method.getBeanType().getPackageName().startsWith("org.ctdhub")) {
                        served.addAll(names(mapping));
                    }
                });
        return served;
    }

    private static List<String> names(RequestMappingInfo mapping) {
        return mapping.getPatternValues().stream()
                .filter(path -> path.startsWith("/api/v1/"))
                .flatMap(path ->
                        mapping.getMethodsCondition().getMethods().stream().map(method -> method + " " + path))
                .toList();
    }

    private record Operation(String name, JsonNode node) {}

    private static Stream<Operation> operations() {
        List<Operation> all = new ArrayList<>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(method -> all.add(new Operation(
                                method.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey(), method.getValue()))));
        return all.stream();
    }

    @Test
    void each_operation_has_a_sentence_a_tag_a_name_of_its_own_and_says_how_it_is_refused() {
        assertThat(operations()).allSatisfy(operation -> {
            assertThat(operation.node().path("summary").asText())
                    .as(operation.name())
                    .endsWith(".");
            assertThat(operation.node().path("tags")).as(operation.name()).hasSize(1);
            assertThat(operation.node().at("/responses/default/$ref").asText())
                    .as(operation.name())
                    .isEqualTo("#/components/responses/Problem");
        });
        assertThat(operations()
                        .map(operation -> operation.node().path("operationId").asText()))
                .doesNotHaveDuplicates();
        assertThat(document.at("/components/responses/Problem/content").has("application/problem+json"))
                .isTrue();
    }

    @Test
    void records_of_the_same_name_are_kept_apart_and_every_reference_leads_somewhere() {
        assertThat(document.at("/components/schemas/DecisionsWanted/properties").has("expiresAt"))
                .isTrue();
        assertThat(document.at("/components/schemas/ExceptionsWanted/properties")
                        .has("pattern"))
                .isTrue();
        assertThat(Pattern.compile("\"#(/components/[^\"]+)\"")
                        .matcher(document.toString())
                        .results()
                        .map(found -> found.group(1)))
                .isNotEmpty()
                .allSatisfy(reference ->
                        assertThat(document.at(reference).isMissingNode()).isFalse());
    }

    @Test
    void it_is_served_as_yaml_too() throws Exception {
        HttpResponse<String> yaml = hub.with(Role.VIEWER).get("/api/v1/openapi.yaml");

        assertThat(yaml.statusCode()).isEqualTo(200);
        assertThat(yaml.body()).contains("openapi: 3.1.").contains("/api/v1/decisions:");
    }

    @Test
    void the_page_and_all_it_loads_come_from_the_hub() throws Exception {
        RunningHub.Caller person = hub.signedIn("admin", RunningHub.PASSWORD);

        assertThat(person.get("/api/docs").headers().firstValue("Location").orElse(""))
                .endsWith(PAGE);
        HttpResponse<String> page = person.get(PAGE);
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'")
                .contains("script-src 'self';");
        assertThat(page.body()).doesNotContain("//unpkg").doesNotContain("<script>");
        List<String> loaded = Pattern.compile("(?:src|href)=\"([^\"]+)\"")
                .matcher(page.body())
                .results()
                .map(found -> found.group(1))
                .toList();
        assertThat(loaded).isNotEmpty();
        for (String part : loaded) {
            assertThat(person.get(URI.create(PAGE).resolve(part).toString()).statusCode())
                    .as(part)
                    .isEqualTo(200);
        }
        assertThat(person.get("/api/docs/swagger-ui/swagger-initializer.js").body())
                .contains("/api/v1/openapi.json/swagger-config");
        assertThat(RunningHub.json(person.get("/api/v1/openapi.json/swagger-config"))
                        .path("url")
                        .asText())
                .isEqualTo("/api/v1/openapi.json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/openapi.json", "/api/v1/openapi.yaml", "/api/v1/openapi.json/swagger-config"})
    void nobody_is_told_to_sign_in_first(String path) throws Exception {
        assertThat(hub.nobody().get(path).statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/docs", PAGE, "/api/docs/swagger-ui/swagger-ui.css"})
    void nobody_is_led_to_the_sign_in_page(String path) throws Exception {
        HttpResponse<String> answer = hub.nobody().get(path);

        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(answer.headers().firstValue("Location").orElse("")).endsWith("/login");
    }
}
