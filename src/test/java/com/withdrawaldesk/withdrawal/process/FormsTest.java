package com.withdrawaldesk.withdrawal.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.camunda.bpm.model.bpmn.instance.UserTask;
import org.junit.jupiter.api.Test;

/** The forms ask for what the listeners read, and for nothing else. */
class FormsTest {

    private static final Set<String> DECISION = Set.of("decision", "reason", "notes");

    /** By form, what the listener of its task reads. */
    private static final Map<String, Set<String>> ANSWERS = Map.of(
            "review-withdrawal",
            DECISION,
            "confirm-withdrawal",
            DECISION,
            "record-bank-transfer",
            Set.of("resolution", "bank_reference", "reason", "notes"),
            "confirm-bank-transfer",
            Set.of("resolution", "reason"),
            "investigate-payout",
            Set.of("resolution", "bank_reference", "reason"),
            "confirm-refund",
            Set.of("confirmation", "reason"),
            "investigate-return",
            Set.of("resolution", "returned_amount", "bank_reference", "reason"),
            "confirm-return",
            Set.of("confirmation", "reason"),
            "settle-receivable",
            Set.of("resolution", "repaid_amount", "bank_reference", "reason"),
            "confirm-settlement",
            Set.of("confirmation", "reason"));

    private final Map<String, JsonNode> forms = new HashMap<>();

    FormsTest() throws JsonProcessingException {
        for (var file : Models.files("forms/*.form")) {
            forms.put(file.getFilename(), JsonMapper.builder().build().readTree(Models.text(file)));
        }
    }

    @Test
    void idsAreTheNamesOfTheFiles() {
        assertThat(forms).hasSize(ANSWERS.size()).allSatisfy((file, form) -> assertThat(
                        form.path("id").asText() + ".form")
                .isEqualTo(file));
    }

    @Test
    void everyFormBelongsToAUserTaskAndTheReverse() {
        Set<String> wanted = new TreeSet<>();
        Models.allBpmn().forEach(model -> model.getModelElementsByType(UserTask.class)
                .forEach(task -> wanted.add(task.getCamundaFormRef() + ".form")));
        assertThat(forms.keySet()).isEqualTo(wanted);
    }

    @Test
    void fieldsAreWhatTheListenersRead() {
        assertThat(forms.values()).allSatisfy(form -> assertThat(components(form).stream()
                        .filter(component -> component.has("key"))
                        .map(component -> component.get("key").asText()))
                .containsExactlyInAnyOrderElementsOf(ANSWERS.get(form.get("id").asText())));
    }

    @Test
    void choicesAreWhatTheGatewaysKnow() {
        assertThat(choices("review-withdrawal", "decision")).containsExactly("approve", "reject");
        assertThat(choices("confirm-withdrawal", "decision")).containsExactly("approve", "reject");
        assertThat(choices("investigate-payout", "resolution")).containsExactly("check_again", "paid", "not_paid");
        assertThat(choices("investigate-return", "resolution")).containsExactly("check_again", "stands", "returned");
        assertThat(choices("settle-receivable", "resolution"))
                .containsExactly("repaid_from_wallet", "repaid_to_bank", "written_off");
    }

    @Test
    void aTransferThatCouldNotBeMadeHasAReasonInPlaceOfAReference() {
        assertThat(choices("record-bank-transfer", "resolution")).containsExactly("paid", "not_paid");
        assertThat(hiddenWhen("record-bank-transfer", "bank_reference")).isEqualTo("=resolution = \"not_paid\"");
        assertThat(hiddenWhen("record-bank-transfer", "reason")).isEqualTo("=resolution != \"not_paid\"");
    }

    @Test
    void everyFormShowsTheFactsAndStoresNoneOfThem() {
        assertThat(forms.values()).allSatisfy(form -> {
            assertThat(components(form)).anySatisfy(component -> {
                assertThat(component.path("type").asText()).isEqualTo("text");
                assertThat(component.path("text").asText()).isEqualTo("{{sheet}}");
            });
            // What is read-only is submitted all the same, and could be tampered with.
            assertThat(components(form)).noneMatch(component -> component.has("readonly"));
        });
    }

    @Test
    void whatIsRequiredCannotBeBlank() {
        // "required" takes blanks, "minLength" does not; the listeners take 500 characters of reason and notes.
        assertThat(forms.values()).allSatisfy(form -> assertThat(components(form))
                .filteredOn(component -> component.path("type").asText().startsWith("text")
                        && component.has("key")
                        && !component.path("key").asText().equals("notes"))
                .isNotEmpty()
                .allSatisfy(component -> {
                    assertThat(component.at("/validate/required").asBoolean()).isTrue();
                    assertThat(component.at("/validate/minLength").asInt()).isPositive();
                    assertThat(component.at("/validate/maxLength").asInt()).isBetween(1, 500);
                }));
    }

    @Test
    void aReasonIsAskedForWhereItIsNeeded() {
        assertThat(hiddenWhen("review-withdrawal", "reason")).isEqualTo("=decision != \"reject\"");
        assertThat(hiddenWhen("confirm-withdrawal", "reason")).isEqualTo("=decision != \"reject\"");
        assertThat(hiddenWhen("investigate-payout", "reason"))
                .isEqualTo("=resolution != \"paid\" and resolution != \"not_paid\"");
        assertThat(hiddenWhen("investigate-payout", "bank_reference")).isEqualTo("=resolution != \"paid\"");
    }

    @Test
    void idsWithinAFormAreUnique() {
        assertThat(forms.values()).allSatisfy(form -> assertThat(components(form))
                .extracting(component -> component.path("id").asText())
                .doesNotHaveDuplicates()
                .doesNotContain(""));
    }

    private List<String> choices(String form, String key) {
        JsonNode radio = component(form, key);
        assertThat(radio.path("type").asText()).isEqualTo("radio");
        assertThat(radio.at("/validate/required").asBoolean()).isTrue();
        return StreamSupport.stream(radio.path("values").spliterator(), false)
                .map(choice -> choice.path("value").asText())
                .toList();
    }

    private String hiddenWhen(String form, String key) {
        return component(form, key).at("/conditional/hide").asText();
    }

    private JsonNode component(String form, String key) {
        return components(forms.get(form + ".form")).stream()
                .filter(component -> component.path("key").asText().equals(key))
                .findFirst()
                .orElseThrow();
    }

    private static List<JsonNode> components(JsonNode form) {
        return StreamSupport.stream(form.path("components").spliterator(), false)
                .toList();
    }
}
