package com.withdrawaldesk.base.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.engine.spring.SpringProcessEngineConfiguration;
import org.camunda.bpm.spring.boot.starter.configuration.CamundaDeploymentConfiguration;
import org.camunda.bpm.spring.boot.starter.util.SpringBootProcessEnginePlugin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.core.io.support.ResourcePatternResolver;
import org.springframework.stereotype.Component;

/**
 * Deploys diagrams, tables and forms under their own names. The default is the file's path, which differs between a source
 * tree and a jar, so that each would deploy its own version of the same process. A node of an older release that starts again
 * beside newer ones deploys nothing: what it brings would be the newest version, though it is the oldest.
 */
@Component
@DependsOnDatabaseInitialization
class Diagrams extends SpringBootProcessEnginePlugin implements CamundaDeploymentConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(Diagrams.class);

    private final ResourcePatternResolver files = new PathMatchingResourcePatternResolver();
    private final String[] patterns;
    private final DiagramVersion version;

    Diagrams(@Value("${camunda.bpm.deployment-resource-pattern}") String[] patterns, DiagramVersion version) {
        this.patterns = patterns;
        this.version = version;
    }

    @Override
    public void preInit(SpringProcessEngineConfiguration configuration) {
        configuration.setDeploymentResources(getDeploymentResources().toArray(Resource[]::new));
    }

    @Override
    public Set<Resource> getDeploymentResources() {
        if (version.isOutdated()) {
            LOG.warn("Diagrams of a newer release are in the database, so that those of this one are not deployed");
            return Set.of();
        }
        return Arrays.stream(patterns)
                .flatMap(this::matching)
                .sorted(Comparator.comparing(Resource::getFilename))
                .map(Named::new)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private Stream<Resource> matching(String pattern) {
        try {
            return Arrays.stream(files.getResources(pattern));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
