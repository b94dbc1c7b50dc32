package com.withdrawaldesk.demo;

import com.withdrawaldesk.base.start.StartRefused;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.util.ClassUtils;

/** Has the demo's database running before there is a bean that could ask for it. */
class DemoStart implements ApplicationContextInitializer<GenericApplicationContext> {

    @Override
    public void initialize(GenericApplicationContext context) {
        var environment = context.getEnvironment();
        if (!environment.matchesProfiles("demo")) {
            return;
        }
        if (!ClassUtils.isPresent("io.zonky.test.db.postgres.embedded.EmbeddedPostgres", null)) {
            throw new StartRefused("The packaged desk comes without the demo's database: "
                    + "run the demo from the sources with `mvn spring-boot:run`, or start without the profile demo.");
        }
        var data = DataDirectory.open(Path.of(environment.getRequiredProperty("desk.demo.data")));
        var database = DemoDatabase.start(data);
        // Registered before any bean, so closed after all of them: the engine and the pool still find their database.
        context.getDefaultListableBeanFactory().registerDisposableBean("demoDatabase", database::close);
        // First, so that no variable of this machine sends the demo to another database.
        var settings = new HashMap<String, Object>(Map.of(
                "spring.flyway.url", database.url(),
                "spring.datasource.url", database.url(),
                "spring.datasource.username", DemoDatabase.DESK,
                "spring.datasource.password", database.password(),
                "spring.flyway.user", DemoDatabase.OWNER,
                "spring.flyway.password", database.password(),
                "desk.pin.keys.1", data.secret("pin.key"),
                "desk.audit.keys.1", data.secret("audit.key")));
        if (ManagementPortType.get(environment) == ManagementPortType.DIFFERENT) {
            settings.put("management.server.address", "127.0.0.1");
        }
        environment.getPropertySources().addFirst(new MapPropertySource("demo", settings));
    }
}
