package com.withdrawaldesk.base.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashSet;
import java.util.Set;
import org.camunda.bpm.spring.boot.starter.configuration.impl.DefaultDeploymentConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.Resource;
import org.springframework.stereotype.Component;

/**
 * Deploys diagrams, tables and forms under their own names. The default is the file's path, which differs between a source
 * tree and a jar, so that each would deploy its own version of the same process. A node of an older release that starts again
 * beside newer ones deploys nothing: what it brings would be the newest version, though it is the oldest.
 */
@Component
@DependsOnDatabaseInitialization
class Diagrams extends DefaultDeploymentConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(Diagrams.class);

    private final DiagramVersion version;

    Diagrams(DiagramVersion version) {
        this.version = version;
    }

    @Override
    public Set<Resource> getDeploymentResources() {
        if (version.isOutdated()) {
            LOG.warn("Diagrams of a newer release are in the database, so that those of this one are not deployed");
            return Set.of();
        }
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
