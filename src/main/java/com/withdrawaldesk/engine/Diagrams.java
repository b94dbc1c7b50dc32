package com.withdrawaldesk.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashSet;
import java.util.Set;
import org.camunda.bpm.spring.boot.starter.configuration.impl.DefaultDeploymentConfiguration;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.Resource;
import org.springframework.stereotype.Component;

/**
 * Deploys diagrams, tables and forms under their own names. The default is the file's path, which differs between a source
 * tree and a jar, so that each would deploy its own version of the same process.
 */
@Component
class Diagrams extends DefaultDeploymentConfiguration {

    @Override
    public Set<Resource> getDeploymentResources() {
        var named = new LinkedHashSet<Resource>();
        super.getDeploymentResources().stream()
                .sorted((a, b) -> a.getFilename().compareTo(b.getFilename()))
                .forEach(resource -> named.add(new Named(resource)));
        return named;
    }

    /** The engine takes the description of a byte array for its name. */
    private static final class Named extends ByteArrayResource {

        private final String name;

        Named(Resource resource) {
            super(read(resource));
            this.name = resource.getFilename();
        }

        private static byte[] read(Resource resource) {
            try {
                return resource.getContentAsByteArray();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public String getDescription() {
            return name;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Named named && named.name.equals(name);
        }

        @Override
        public int hashCode() {
            return name.hashCode();
        }
    }
}
