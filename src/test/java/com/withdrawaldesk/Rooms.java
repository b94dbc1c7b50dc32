package com.withdrawaldesk;

import java.util.stream.Stream;
import org.springframework.modulith.core.ApplicationModuleDetectionStrategy;
import org.springframework.modulith.core.ApplicationModuleInformation;
import org.springframework.modulith.core.JavaPackage;
import org.springframework.modulith.core.NamedInterfaces;

/**
 * Each package below ours is a module and its root is its API; only {@code base} is open as a whole, because it is the ground on
 * which all others stand and its parts hide what they must from each other by themselves.
 */
public class Rooms implements ApplicationModuleDetectionStrategy {

    @Override
    public Stream<JavaPackage> getModuleBasePackages(JavaPackage root) {
        return root.getDirectSubPackages().stream();
    }

    @Override
    public NamedInterfaces detectNamedInterfaces(JavaPackage module, ApplicationModuleInformation information) {
        return module.getLocalName().equals("base")
                ? NamedInterfaces.forOpen(module)
                : ApplicationModuleDetectionStrategy.super.detectNamedInterfaces(module, information);
    }
}
