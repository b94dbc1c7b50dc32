package com.withdrawaldesk.demo;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Profile;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Tells whoever started the demo what to do next. */
@Component
@Profile("demo")
@Order(Ordered.LOWEST_PRECEDENCE)
class StartScreen implements ApplicationListener<ApplicationReadyEvent> {

    @Override
    public void onApplicationEvent(ApplicationReadyEvent ready) {
        var environment = ready.getApplicationContext().getEnvironment();
        // Not through the log: it is a page for a person and needs no time, thread and class in front of its lines.
        System.out.printf("""

                Withdrawal Desk runs. Everyone's password is Desk-demo-1.

                  Review withdrawals    http://localhost:%1$s/                        admin1 or admin2 (leads to the Tasklist)
                  Watch the processes   http://localhost:%1$s/camunda/app/cockpit/    operator1 or operator2
                  Users and groups      http://localhost:%1$s/camunda/app/admin/      engineadmin
                  Read the e-mails      http://localhost:%1$s/demo/mail
                  API                   http://localhost:%1$s/docs                    techstore, bookshop (vendors), johndoe (customer), marketplace

                Ask for a withdrawal, then approve it in the Tasklist:

                  curl -u techstore:Desk-demo-1 -H 'Content-Type: application/json' -d '{"amount": 50000.00, "pin": "4719"}' http://localhost:%1$s/api/vendor/wallet/request-withdrawal/

                Money, e-mails and everything else are kept in %2$s. Ctrl-C stops the desk.
                """, environment.getProperty("local.server.port"), environment.getProperty("desk.demo.data"));
    }
}
