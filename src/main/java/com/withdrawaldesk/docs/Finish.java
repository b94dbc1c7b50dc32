package com.withdrawaldesk.docs;

import com.withdrawaldesk.base.refusal.Code;
import com.withdrawaldesk.base.web.AnswerStatus;
import com.withdrawaldesk.base.web.Problem;
import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.PathItem.HttpMethod;
import io.swagger.v3.oas.models.Paths;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import io.swagger.v3.oas.models.tags.Tag;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Puts the description into its final form: an operation for each role, with summary, examples and errors, in a fixed order. */
final class Finish {

    /** Path variables that are one of some roles, each of which gets operations of its own. */
    private static final Map<String, List<String>> ROLES =
            Map.of("{ownerType}", List.of("vendor", "customer"), "{side}", List.of("vendor", "customer", "admin"));

    private static final Map<String, String> TAGS = new LinkedHashMap<>();

    static {
        TAGS.put("vendor", "For users of the group `vendors`, of their own wallet.");
        TAGS.put("customer", "For users of the group `customers`, of their own wallet.");
        TAGS.put(
                "admin",
                "For users of the group `businessAdmins`; `operations` may read reconciliations and webhooks; API keys are for"
                        + " `camunda-admin`.");
        TAGS.put("platform", "For the marketplace's back end, an account of the group `platform` with an API key.");
    }

    private final OpenAPI api;
    private final Texts texts;

    Finish(OpenAPI api, Texts texts) {
        this.api = api;
        this.texts = texts;
    }

    static Schema<Object> typed(String type) {
        var schema = new JsonSchema();
        schema.addType(type);
        return schema;
    }

    void run() {
        api.getInfo().description(texts.info());
        TAGS.forEach((name, description) -> api.addTagsItem(new Tag().name(name).description(description)));
        var paths = new TreeMap<String, PathItem>();
        api.getPaths().forEach((path, item) -> item.readOperationsMap().forEach((method, operation) -> roles(path)
                .forEach(concrete -> paths.computeIfAbsent(concrete, added -> new PathItem())
                        .operation(method, finished(operation, method, path, concrete)))));
        api.paths(new Paths());
        paths.forEach(api.getPaths()::addPathItem);

        addProblem();
        api.getComponents().schemas(new TreeMap<>(api.getComponents().getSchemas()));
        api.getComponents().getSchemas().forEach(this::explain);
    }

    /** As the owner's document writes addresses, with the trailing slash. */
    private static List<String> roles(String path) {
        String written = path.matches(".*\\.\\w+") ? path : path + "/";
        return ROLES.entrySet().stream()
                .filter(variable -> written.contains(variable.getKey()))
                .findAny()
                .map(variable -> variable.getValue().stream()
                        .map(role -> written.replace(variable.getKey(), role))
                        .toList())
                .orElse(List.of(written));
    }

    private Operation finished(Operation operation, HttpMethod method, String path, String concrete) {
        List<Parameter> parameters = Stream.ofNullable(operation.getParameters())
                .flatMap(List::stream)
                .filter(parameter -> !ROLES.containsKey("{" + parameter.getName() + "}"))
                .map(this::explained)
                .toList();
        var finished = new Operation()
                .operationId(id(method, concrete))
                .addTagsItem(concrete.split("/")[2])
                .summary(texts.operations().get(method + " " + path))
                .parameters(parameters.isEmpty() ? null : parameters)
                .requestBody(operation.getRequestBody())
                .responses(new ApiResponses());
        operation.getResponses().forEach((status, response) -> finished.getResponses()
                .addApiResponse(status, success(response, path)));
        statuses(method, finished).forEach(status -> finished.getResponses()
                .addApiResponse(
                        String.valueOf(status), new ApiResponse().$ref("#/components/responses/Problem" + status)));
        return finished;
    }

    /** {@code getVendorWalletWithdrawalsReference}: says the address, and is no name of the code that may change. */
    private static String id(HttpMethod method, String path) {
        return method.name().toLowerCase(Locale.ROOT)
                + Stream.of(path.substring("/api/".length()).split("[^A-Za-z]+"))
                        .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
                        .collect(Collectors.joining());
    }

    private static ApiResponse success(ApiResponse response, String path) {
        if (path.endsWith(".pdf")) {
            return file("application/pdf", "A PDF.");
        }
        return path.endsWith(".csv") ? file("text/csv", "A table.") : response.description("Done.");
    }

    private static ApiResponse file(String type, String description) {
        return new ApiResponse()
                .description(description)
                .content(new Content()
                        .addMediaType(
                                type, new MediaType().schema(typed("string").format("binary"))));
    }

    /** The statuses of refusals that this kind of operation knows; any login may come too soon. */
    private static TreeSet<Integer> statuses(HttpMethod method, Operation operation) {
        var statuses = new TreeSet<>(List.of(401, 403, 404, 429, 500, 503));
        if (operation.getParameters() != null) {
            statuses.add(400);
        }
        if (method == HttpMethod.POST) {
            statuses.addAll(List.of(400, 409, 413, 415, 422, 423));
        }
        return statuses;
    }

    private Parameter explained(Parameter parameter) {
        parameter.description(texts.description("parameter", parameter.getName()));
        if ("path".equals(parameter.getIn())) {
            // The page fills examples in: good for an address, wrong for a filter, and worse for an Idempotency-Key.
            parameter.example(texts.example("parameter", parameter.getName()));
        }
        return parameter;
    }

    private void explain(String name, Schema<?> schema) {
        if (schema.getProperties() == null) {
            return;
        }
        schema.getProperties().forEach((field, property) -> {
            Object example = texts.example(name, field);
            if (example != null && property.get$ref() == null) {
                property.setExample(example);
            }
            if (property.getDescription() == null) {
                property.setDescription(texts.description(name, field));
            }
            if (property.getDescription() == null && String.valueOf(example).matches("-?\\d+\\.\\d\\d")) {
                property.setDescription("An amount in major units with two decimals.");
            }
        });
    }

    private void addProblem() {
        ModelConverters.getInstance(true).read(Problem.Fault.class).forEach(api.getComponents()::addSchemas);
        var code = typed("string");
        Stream.of(Code.values()).map(Code::value).forEach(code::addEnumItemObject);
        Schema<Object> problem = typed("object");
        problem.description("RFC 9457. Some codes bring further members that say what would be possible now,"
                        + " such as `available`.")
                .addProperty("type", typed("string").format("uri"))
                .addProperty("title", typed("string"))
                .addProperty("status", typed("integer"))
                .addProperty("detail", typed("string"))
                .addProperty("code", code)
                .addProperty("success", typed("boolean"))
                .addProperty("message", typed("string"))
                .addProperty("errors", typed("array").items(new Schema<>().$ref("#/components/schemas/ProblemFault")));
        problem.setRequired(List.of("type", "title", "status", "detail", "code", "success", "message"));
        problem.setAdditionalProperties(true);
        api.getComponents().addSchemas("Problem", problem);
        byStatus().forEach((status, codes) -> api.getComponents()
                .addResponses("Problem" + status, refusal(status, codes)));
    }

    private static ApiResponse refusal(int status, List<Code> codes) {
        var response = new ApiResponse()
                .description(codes.stream()
                        .map(code -> "`" + code.value() + "`: " + code.title() + ".")
                        .collect(Collectors.joining("\n\n")))
                .content(new Content()
                        .addMediaType(
                                "application/problem+json",
                                new MediaType()
                                        .schema(new Schema<>().$ref("#/components/schemas/Problem"))
                                        .example(Problem.example(codes.get(0)))));
        if (status == 423 || status == 429 || status == 503) {
            response.addHeaderObject(
                    "Retry-After",
                    new Header().description("Seconds until it may succeed.").schema(typed("integer")));
        }
        return response;
    }

    private static TreeMap<Integer, List<Code>> byStatus() {
        var all = new TreeMap<Integer, List<Code>>();
        for (Code code : Code.values()) {
            all.computeIfAbsent(AnswerStatus.of(code).value(), status -> new ArrayList<>())
                    .add(code);
        }
        return all;
    }
}
