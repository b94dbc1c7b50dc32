package com.withdrawaldesk.base.start;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.DefaultApplicationArguments;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.io.support.SpringFactoriesLoader;

/** Finds the command that the jar was called with, and carries it out. */
public final class Commands {

    /** The name of the command that is carried out; missing in the running desk. */
    static final String PROPERTY = "desk.command";

    /** Words without a dot that Spring Boot itself knows. All its other options have a dot in their names. */
    private static final Set<String> SWITCHES = Set.of("debug", "trace");

    private Commands() {}

    /**
     * Carries out the command among these arguments.
     *
     * @return the exit status: 0 when it is done, 1 when it could not be done, 2 when there is no such command; empty when the
     *     arguments name none, so that the desk is to be started
     */
    public static OptionalInt run(String... args) {
        List<Command> known = SpringFactoriesLoader.loadFactories(Command.class, null);
        var arguments = new DefaultApplicationArguments(args);
        for (String option : arguments.getOptionNames()) {
            var command =
                    known.stream().filter(one -> one.name().equals(option)).findFirst();
            if (command.isPresent()) {
                List<String> values = arguments.getOptionValues(option);
                return OptionalInt.of(run(command.get(), values.isEmpty() ? "" : values.get(0), args));
            }
            // Not ignored: whoever mistypes a command would start a second desk.
            if (option.matches("[a-z]+(-[a-z]+)*") && !SWITCHES.contains(option)) {
                System.err.println("There is no command --" + option + ". There are: --"
                        + String.join(", --", known.stream().map(Command::name).toList()));
                return OptionalInt.of(2);
            }
        }
        return OptionalInt.empty();
    }

    private static int run(Command command, String value, String[] args) {
        var application = new SpringApplication(command.parts().toArray(Class[]::new));
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setLogStartupInfo(false);
        application.setDefaultProperties(Map.of(PROPERTY, command.name()));
        // As a runner it is part of the start, so that a refusal is shown as that of the desk is.
        application.addInitializers(context -> ((GenericApplicationContext) context)
                .registerBean(
                        ApplicationRunner.class, () -> arguments -> System.out.println(command.run(context, value))));
        try {
            application.run(args).close();
            return 0;
        } catch (RuntimeException reported) {
            return 1;
        }
    }

    /** The command of this name, which is one of {@link #run}. */
    static Command named(String name) {
        return SpringFactoriesLoader.loadFactories(Command.class, null).stream()
                .filter(command -> command.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
