package com.withdrawaldesk.base.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletResponse;

/** A spreadsheet takes no cell for a formula. */
class CsvTest {

    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+1+1", "-1+1", "@SUM(A1)", "\tcmd", "\r=1", "\n=1", " =1", "  @x", "-", "+234"})
    void defusesFormulas(String cell) throws Exception {
        assertThat(written(cell)).contains("'" + cell);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Ada", "12.50", "-12.50", "-3", "a=b", "ada@example.com", "WTH-1"})
    void leavesTheRest(String cell) throws Exception {
        assertThat(written(cell)).contains(cell).doesNotContain("'");
    }

    private static String written(String cell) throws Exception {
        var response = new MockHttpServletResponse();
        var csv = new Csv(response, "a.csv", "head");
        csv.line(cell);
        csv.end();
        return response.getContentAsString();
    }
}
