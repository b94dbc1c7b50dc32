package com.withdrawaldesk.base.entrance;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.catalina.core.StandardHost;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;

/** Found by the scan for the desk's own port, and listed in {@code META-INF/spring} for the management port. */
@ManagementContextConfiguration(value = ManagementContextType.CHILD, proxyBeanMethods = false)
class EntranceConfiguration {

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> entrance(
            EntranceProperties settings, ObjectMapper json, @Value("${desk.public-url}") String publicUrl) {
        return server -> {
            // In front of all contexts, so that no servlet, filter or path can be forgotten.
            server.addEngineValves(
                    new Proxies(settings.trustedProxies()),
                    new Headers(publicUrl.startsWith("https:")),
                    new Bodies(settings, json));
            server.addContextCustomizers(context ->
                    ((StandardHost) context.getParent()).getPipeline().addValve(new ServerAnswers(json)));
        };
    }
}
