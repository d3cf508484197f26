// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import io.swagger.v3.core.jackson.ModelResolver;
import io.swagger.v3.core.jackson.TypeNameResolver;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.servers.Server;
import java.util.List;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springdoc.core.providers.ObjectMapperProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** The operator's API as an OpenAPI document, for programs and as a page. */
@Configuration(proxyBeanMethods = false)
class ApiDocument implements WebMvcConfigurer {

    /** Where the document is served; under the same name with yaml at its end as well. */
    static final String JSON = "/api/v1/openapi.json";

    /** Where the page is. */
    static final String PAGE = "/api/docs";

    private static final String BEARER = "bearer";
    private static final String PROBLEM = "Problem";

    @Override
    public void addViewControllers(ViewControllerRegistry views) {
        views.addViewController("/api/v1/openapi.yaml").setViewName("forward:" + JSON + ".yaml");
        views.addRedirectViewController(PAGE, PAGE + "/swagger-ui/index.html");
    }

    /** What stands in the document beside the operations. */
    @Bean
    OpenAPI openApi() {
        return new OpenAPI()
                .info(new Info()
                        .title("ctd-hub")
                        .version("1")
                        .description("The operator's API. What goes wrong is told as a problem (RFC 9457) whose detail"
                                + " says what to do next.")
                        .license(new License().name("Apache-2.0").identifier("Apache-2.0")))
                .servers(List.of(new Server().url("/").description("This hub.")))
                .addSecurityItem(new SecurityRequirement().addList(BEARER))
                .components(new Components()
                        .addSecuritySchemes(
                                BEARER,
                                new SecurityScheme()
                                        .type(SecurityScheme.Type.HTTP)
                                        .scheme("bearer")
                                        .description("A token of POST /api/v1/tokens."))
                        .addSchemas(PROBLEM, problem())
                        .addResponses(
                                PROBLEM,
                                new ApiResponse()
                                        .description("It could not be done; the detail says why, and what to do.")
                                        .content(new Content()
                                                .addMediaType(
                                                        "application/problem+json",
                                                        new MediaType()
                                                                .schema(new Schema<>()
                                                                        .$ref("#/components/schemas/" + PROBLEM))))));
    }

    private static Schema<?> problem() {
        return new ObjectSchema()
                .addProperty("type", new StringSchema().format("uri-reference"))
                .addProperty("title", new StringSchema())
                .addProperty("status", new IntegerSchema().format("int32"))
                .addProperty("detail", new StringSchema())
                .addProperty("instance", new StringSchema().format("uri-reference"));
    }

    /** Each operation is named by its controller and method, and tells that it may be refused. */
    @Bean
    OperationCustomizer operations() {
        return (operation, method) -> {
            String name = method.getMethod().getName();
            operation.setOperationId(controller(method.getBeanType()) + "." + name);
            operation
                    .getResponses()
                    .addApiResponse("default", new ApiResponse().$ref("#/components/responses/" + PROBLEM));
            return operation;
        };
    }

    private static String controller(Class<?> type) {
        String name = type.getSimpleName().replaceAll("Api$", "");
        return name.isEmpty() ? "story" : name.substring(0, 1).toLowerCase(java.util.Locale.ROOT) + name.substring(1);
    }

    /** Many controllers have a {@code Wanted} or a {@code Shown} of their own: the class around it is part of the name. */
    @Bean
    ModelResolver modelResolver(ObjectMapperProvider mapper) {
        return new ModelResolver(mapper.jsonMapper(), new TypeNameResolver() {
                    @Override
                    protected String getNameOfClass(Class<?> type) {
                        Class<?> around = type.getEnclosingClass();
                        return (around == null ? "" : around.getSimpleName().replaceAll("Api$", ""))
                                + type.getSimpleName();
                    }
                })
                .openapi31(true);
    }
}
