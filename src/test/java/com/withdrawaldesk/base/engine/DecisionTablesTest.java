package com.withdrawaldesk.base.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.camunda.bpm.dmn.engine.impl.DefaultDmnEngineConfiguration;
import org.camunda.bpm.dmn.feel.impl.FeelEngine;
import org.camunda.bpm.dmn.feel.impl.scala.ScalaFeelEngine;
import org.camunda.bpm.engine.variable.VariableMap;
import org.camunda.bpm.engine.variable.Variables;
import org.camunda.bpm.model.dmn.Dmn;
import org.camunda.bpm.model.dmn.instance.Decision;
import org.camunda.bpm.model.dmn.instance.InputEntry;
import org.camunda.bpm.model.dmn.instance.InputExpression;
import org.camunda.bpm.model.dmn.instance.OutputEntry;
import org.camunda.bpm.model.dmn.instance.Text;
import org.junit.jupiter.api.Test;

/** Our reading of decision tables beside the engine's own: the same values, and the same words about what is wrong. */
class DecisionTablesTest {

    private static final FeelEngine OWN = new ScalaFeelEngine(List.of());

    /** What people may write into a table, right and wrong. */
    private static final List<String> EXPRESSIONS = List.of(
            "amount",
            "amount + 1",
            "\"high\"",
            "1",
            "1.50",
            "null",
            "[1,2]",
            "{a: amount}.a",
            "provider",
            "missing",
            "upper case(provider)",
            "string(amount)",
            "date(\"2026-11-30\")",
            "month of year(date(\"2026-11-30\"))",
            "duration(\"P1D\")",
            "for x in [1,2] return x * amount",
            "if amount > 10 then \"a\" else \"b\"",
            "some x in [1,2] satisfies x > 1",
            "sum([1, amount])",
            "number(\"x\")",
            "no such function(1)",
            "amount >",
            "\"open",
            "1 / 0",
            "amount + provider",
            "date(\"2026-02-31\")",
            "assert(missing, missing != null)",
            "now() > date and time(\"2020-01-01T00:00:00\")",
            "decimal(amount / 3, 2)",
            "cellInput");

    private static final List<String> TESTS = List.of(
            "> 100000",
            "<= 100000",
            "[1..50000]",
            "]0..10]",
            "1,2,100001",
            "\"paystack\"",
            "not(\"paystack\")",
            "-",
            "\"enough\",\"unknown\"",
            "null",
            "missing",
            "starts with(?, \"pay\")",
            "> \"x\"",
            ">",
            "> amount",
            "not(> 5)",
            "no such(?)",
            "date(\"2026-11-30\")",
            "? = amount",
            "amount > 5");

    private static final List<Object> VALUES = new ArrayList<>(
            List.of(0L, 1L, 100000L, 100001L, 3, 2.5, "paystack", "enough", true, LocalDate.of(2026, 11, 30)));

    @Test
    void agreesWithTheEngineAboutEveryCellAndWhatElseMayBeWritten() throws IOException {
        FeelEngine ours = ((DefaultDmnEngineConfiguration)
                        DecisionTables.settings().buildEngine().getConfiguration())
                .getFeelEngine();
        Set<String> expressions = new HashSet<>(EXPRESSIONS);
        Set<String> tests = new HashSet<>(TESTS);
        try (var files = Files.newDirectoryStream(Path.of("bpmn"), "*.dmn")) {
            for (Path file : files) {
                var table = Dmn.readModelFromFile(file.toFile());
                assertThat(table.getModelElementsByType(Decision.class)).isNotEmpty();
                table.getModelElementsByType(InputExpression.class).forEach(cell -> add(expressions, cell.getText()));
                table.getModelElementsByType(OutputEntry.class).forEach(cell -> add(expressions, cell.getText()));
                table.getModelElementsByType(InputEntry.class).forEach(cell -> add(tests, cell.getText()));
            }
        }
        List<Object> values = new ArrayList<>(VALUES);
        values.add(null);

        for (int time = 0; time < 2; time++) {
            for (Object value : values) {
                VariableMap facts = Variables.createVariables()
                        .putValue("amount", value)
                        .putValue("provider", "Paystack")
                        .putValue("cellInput", value);
                for (String text : expressions) {
                    assertThat(said(() -> ours.evaluateSimpleExpression(text, facts.asVariableContext())))
                            .as("%s of %s", text, value)
                            .isEqualTo(said(() -> OWN.evaluateSimpleExpression(text, facts.asVariableContext())));
                }
                for (String text : tests) {
                    assertThat(said(() -> ours.evaluateSimpleUnaryTests(text, "cellInput", facts.asVariableContext())))
                            .as("%s for %s", text, value)
                            .isEqualTo(said(
                                    () -> OWN.evaluateSimpleUnaryTests(text, "cellInput", facts.asVariableContext())));
                }
            }
        }
    }

    private static void add(Set<String> texts, Text text) {
        if (text != null && !text.getTextContent().isEmpty()) {
            texts.add(text.getTextContent());
        }
    }

    private static Object said(Supplier<Object> evaluation) {
        try {
            return evaluation.get();
        } catch (RuntimeException fault) {
            return fault.getClass() + ": " + fault.getMessage();
        }
    }
}
