package com.withdrawaldesk;

import com.withdrawaldesk.base.start.Commands;
import java.util.OptionalInt;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.autoconfigure.data.web.SpringDataWebAutoConfiguration;
import org.springframework.boot.autoconfigure.security.servlet.UserDetailsServiceAutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/**
 * Starts the desk: in its demo form with the profile {@code demo}, otherwise in its production form. With a command among the
 * arguments, such as {@code --migrate}, it does that instead and ends.
 */
@SpringBootApplication(exclude = {UserDetailsServiceAutoConfiguration.class, SpringDataWebAutoConfiguration.class})
@ConfigurationPropertiesScan
public class DeskApplication {

    public static void main(String[] args) {
        OptionalInt done = Commands.run(args);
        if (done.isPresent()) {
            System.exit(done.getAsInt());
        }
        SpringApplication.run(DeskApplication.class, args);
    }
}
