package com.withdrawaldesk.base.start;

import java.util.List;
import java.util.Set;
import org.springframework.context.ApplicationContext;

/**
 * What the jar does instead of running the desk, as {@code java -jar withdrawal-desk.jar --migrate}. Registered in
 * {@code META-INF/spring.factories}, and made by its constructor without parameters. Nothing of the desk is started but the
 * named parts: no port is opened, no job and no scheduled task runs.
 */
public interface Command {

    /** What calls it, without the dashes: lower-case words with dashes between them. */
    String name();

    /** The variables that must be set and usable, such as {@code DATABASE_URL}. No other is asked for. */
    Set<String> settings();

    /**
     * The configurations that it needs, those of Spring Boot included. One that is for the command alone has no annotation, or
     * the running desk would find it, too.
     */
    List<Class<?>> parts();

    /**
     * Does it.
     *
     * @param parts has the beans of the parts
     * @param value what follows {@code =} in the argument, empty without one
     * @return a sentence for whoever called, to be printed
     * @throws StartRefused when it could not be done: the reason is printed, and the exit status is 1
     */
    String run(ApplicationContext parts, String value);
}
