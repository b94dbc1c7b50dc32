package com.withdrawaldesk.base.web;

import static com.withdrawaldesk.support.Answers.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import com.withdrawaldesk.base.rights.Groups;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Footprint;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.support.Mappings;
import com.withdrawaldesk.support.People;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** JSON is read and nothing else, whatever the libraries on the class path could read. */
@DeskTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MediaTypesTest {

    private static final List<String> OTHERS = List.of(
            "application/yaml",
            "application/x-yaml",
            "text/yaml",
            "application/x-jackson-smile",
            "application/cbor",
            "application/xml",
            "text/xml",
            "application/toml",
            "application/x-ndjson",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "text/plain",
            "application/octet-stream",
            "application/vnd.desk+json",
            "*/*",
            "nonsense");

    @Autowired
    Http http;

    @Autowired
    Given given;

    @Autowired
    People people;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    RequestMappingHandlerMapping requestMappingHandlerMapping;

    @Autowired
    RequestMappingHandlerAdapter adapter;

    private String everybody;

    @BeforeAll
    void letSomebodyInEverywhere() {
        everybody = given.vendor("1000.00");
        people.add(everybody, Groups.ALL.toArray(String[]::new));
    }

    @Test
    void aClosedSetOfConvertersReadsAndWrites() {
        assertThat(adapter.getMessageConverters())
                .extracting(HttpMessageConverter::getClass)
                .extracting(Class::getSimpleName)
                .containsOnly(
                        "ByteArrayHttpMessageConverter", // Receipts.
                        "StringHttpMessageConverter", // CSV.
                        "ResourceHttpMessageConverter",
                        "ResourceRegionHttpMessageConverter",
                        "MappingJackson2HttpMessageConverter");
    }

    @ParameterizedTest
    @MethodSource
    void isRefusedEverywhere(String mapping) {
        String path = mapping.substring(mapping.indexOf(' ') + 1).replaceAll("\\{\\w+}", "7");
        var before = Footprint.of(jdbc);

        for (String type : OTHERS) {
            assertProblem(
                    http.send("POST", everybody, path, "amount: 600\npin: \"4719\"", "Content-Type", type),
                    415,
                    "unsupported_media_type");
        }

        assertThat(Footprint.of(jdbc)).isEqualTo(before);
    }

    Stream<String> isRefusedEverywhere() {
        return Mappings.of(requestMappingHandlerMapping).stream()
                .filter(mapping -> mapping.startsWith("POST /api/") && !mapping.contains("/webhooks/"));
    }
}
