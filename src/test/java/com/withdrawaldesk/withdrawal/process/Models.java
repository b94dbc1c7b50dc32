package com.withdrawaldesk.withdrawal.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/** The models as they are deployed. */
final class Models {

    private Models() {}

    static BpmnModelInstance bpmn(String file) {
        return Bpmn.readModelFromStream(Models.class.getResourceAsStream("/bpmn/" + file + ".bpmn"));
    }

    static List<BpmnModelInstance> allBpmn() {
        return files("bpmn/*.bpmn").stream()
                .map(file -> bpmn(file.getFilename().replace(".bpmn", "")))
                .toList();
    }

    static List<Resource> files(String pattern) {
        try {
            return Arrays.asList(new PathMatchingResourcePatternResolver().getResources("classpath:" + pattern));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
