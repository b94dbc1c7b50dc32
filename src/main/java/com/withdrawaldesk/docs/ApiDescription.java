package com.withdrawaldesk.docs;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.util.RawValue;
import com.withdrawaldesk.account.AccountNumber;
import com.withdrawaldesk.account.BankCode;
import com.withdrawaldesk.base.web.Amount;
import com.withdrawaldesk.base.web.Answers;
import com.withdrawaldesk.base.web.ListFilters;
import com.withdrawaldesk.base.web.ListQuery;
import com.withdrawaldesk.pin.Pin;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.core.jackson.ModelResolver;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.servers.Server;
import jakarta.validation.Constraint;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.lang.annotation.Annotation;
import java.math.BigDecimal;
import java.util.Map;
import java.util.stream.Stream;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;
import org.springdoc.core.customizers.GlobalOperationComponentsCustomizer;
import org.springdoc.core.customizers.PropertyCustomizer;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Tells springdoc what it does not see by itself: our names, rules, lists, idempotency and errors. */
@Configuration(proxyBeanMethods = false)
class ApiDescription implements WebMvcConfigurer {

    private static final Map<Class<? extends Annotation>, String> PATTERNS = Map.of(
            Amount.class, "^\\d+(\\.\\d{1,2})?$",
            Pin.class, "^[0-9]{4}$",
            AccountNumber.class, "^[0-9]{10}$",
            BankCode.class, "^[0-9A-Za-z-]{2,12}$");

    @Override
    public void addViewControllers(ViewControllerRegistry registry) {
        registry.addRedirectViewController("/docs", "/docs/swagger-ui/index.html");
    }

    @Bean
    @Lazy
    OpenAPI openApi() {
        return new OpenAPI()
                .info(new Info()
                        .title("Withdrawal Desk")
                        .version("1")
                        .license(new License().name("Apache 2.0").url("https://www.apache.org/licenses/LICENSE-2.0")))
                // Wherever it is served, so that the description is the same everywhere.
                .addServersItem(new Server().url("/"))
                .components(new Components()
                        .addSecuritySchemes(
                                "basic",
                                new SecurityScheme()
                                        .type(SecurityScheme.Type.HTTP)
                                        .scheme("basic")
                                        .description("A local user of the desk."))
                        .addSecuritySchemes(
                                "bearer",
                                new SecurityScheme()
                                        .type(SecurityScheme.Type.HTTP)
                                        .scheme("bearer")
                                        .bearerFormat("JWT")
                                        .description(
                                                "An API key of the marketplace's back end (`wd_…`), or a token of the configured issuer:"
                                                        + " `sub` is the user, `roles` the groups.")))
                .addSecurityItem(new SecurityRequirement().addList("basic"))
                .addSecurityItem(new SecurityRequirement().addList("bearer"));
    }

    /** With the mapper that writes the answers, and so with their names. */
    @Bean
    @Lazy
    ModelResolver schemas(ObjectMapper json) {
        SpringDocUtils.getConfig()
                .addRequestWrapperToIgnore(ListQuery.class)
                .replaceWithSchema(RawValue.class, Finish.typed("object"));
        return new ModelResolver(json, new SchemaNames()).openapi31(true);
    }

    /** The rules of a body's field are those of its annotations. */
    @Bean
    @Lazy
    PropertyCustomizer rules() {
        return (schema, property) -> {
            Annotation[] annotations = property.getCtxAnnotations();
            Stream.of(annotations == null ? new Annotation[0] : annotations)
                    .filter(rule -> rule.annotationType().isAnnotationPresent(Constraint.class))
                    .forEach(rule -> describe(rule, schema, property));
            return schema;
        };
    }

    private static void describe(Annotation rule, Schema<?> schema, AnnotatedType property) {
        Map<String, Object> attributes = AnnotationUtils.getAnnotationAttributes(rule);
        Object max = attributes.get("max");
        String message = (String) attributes.get("message");
        if (schema.getDescription() == null && !(rule instanceof NotNull)) {
            schema.setDescription(message.replace("{max}", String.valueOf(max)));
        }
        if (max instanceof Integer length) {
            schema.setMaxLength(length);
        }
        if (rule instanceof Pattern pattern) {
            schema.setPattern("^(" + pattern.regexp() + ")$");
        }
        if (PATTERNS.containsKey(rule.annotationType())) {
            schema.setPattern(PATTERNS.get(rule.annotationType()));
        }
        if (Boolean.TRUE.equals(attributes.get("required"))) {
            property.getParent().addRequiredItem(property.getPropertyName());
        }
    }

    /** Lists take a page and their filters; what can be repeated takes a key; what is limited may be refused. */
    @Bean
    @Lazy
    GlobalOperationComponentsCustomizer listsAndRepetitions() {
        return new GlobalOperationComponentsCustomizer() {

            @Override
            public Operation customize(Operation operation, HandlerMethod method) {
                return operation;
            }

            @Override
            public Operation customize(Operation operation, Components components, HandlerMethod method) {
                Stream.of(method.getMethodParameters())
                        .filter(parameter -> parameter.getParameterType() == ListQuery.class)
                        .forEach(parameter -> addQuery(
                                operation,
                                AnnotatedElementUtils.getMergedAnnotation(
                                        parameter.getParameter(), ListFilters.class)));
                Answers answers = method.getMethodAnnotation(Answers.class);
                if (answers != null) {
                    repeatable(operation, answers, components);
                }
                return operation;
            }
        };
    }

    private static void addQuery(Operation operation, ListFilters filters) {
        for (String filter : filters == null ? new String[0] : filters.value()) {
            operation.addParametersItem(query(filter, Finish.typed("string")));
        }
        if (filters != null && !filters.paged()) {
            return;
        }
        Schema<Object> limit = Finish.typed("integer");
        limit.setMinimum(BigDecimal.ONE);
        limit.setMaximum(BigDecimal.valueOf(ListQuery.MAX_LIMIT));
        limit.setDefault(ListQuery.DEFAULT_LIMIT);
        operation.addParametersItem(query("limit", limit));
        operation.addParametersItem(query("cursor", Finish.typed("string")));
    }

    private static Parameter query(String name, Schema<?> schema) {
        return new Parameter().in("query").name(name).schema(schema);
    }

    private static void repeatable(Operation operation, Answers answers, Components components) {
        var resolved = ModelConverters.getInstance(true)
                .resolveAsResolvedSchema(new AnnotatedType(answers.value()).resolveAsRef(true));
        resolved.referencedSchemas.forEach(components::addSchemas);
        operation
                .addParametersItem(new Parameter()
                        .in("header")
                        .name("Idempotency-Key")
                        .required(answers.keyRequired())
                        .schema(Finish.typed("string").pattern("^[A-Za-z0-9_-]{8,64}$")))
                .responses(new ApiResponses()
                        .addApiResponse(
                                String.valueOf(answers.status()),
                                new ApiResponse()
                                        .description("Done.")
                                        .addHeaderObject(
                                                "Idempotency-Replayed",
                                                new Header()
                                                        .description("`true` when this is the answer of before.")
                                                        .schema(Finish.typed("string")))
                                        .content(new Content()
                                                .addMediaType(
                                                        "application/json", new MediaType().schema(resolved.schema)))));
    }

    @Bean
    @Lazy
    GlobalOpenApiCustomizer finish() {
        return api -> new Finish(api, Texts.read()).run();
    }
}
