package com.withdrawaldesk.demo;

import static com.withdrawaldesk.base.rights.Groups.AUDITORS;
import static com.withdrawaldesk.base.rights.Groups.BUSINESS_ADMINS;
import static com.withdrawaldesk.base.rights.Groups.CUSTOMERS;
import static com.withdrawaldesk.base.rights.Groups.OPERATIONS;
import static com.withdrawaldesk.base.rights.Groups.PLATFORM;
import static com.withdrawaldesk.base.rights.Groups.VENDORS;

import com.withdrawaldesk.account.BankAccount;
import com.withdrawaldesk.account.PaymentSettingsService;
import com.withdrawaldesk.base.money.Amounts;
import com.withdrawaldesk.pin.PaymentPins;
import com.withdrawaldesk.wallet.OwnerType;
import com.withdrawaldesk.wallet.Wallets;
import java.util.UUID;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.identity.User;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.annotation.Profile;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** The people of the demo and their money. What is already there is left as it is. */
@Component
@Profile("demo")
class DemoData {

    /** Of every demo user; shown on the first screen. */
    static final String PASSWORD = "Desk-demo-1";

    static final String PIN = "4719";

    private final IdentityService identities;
    private final Wallets wallets;
    private final PaymentSettingsService settings;
    private final PaymentPins pins;
    private final Amounts amounts;
    private final TransactionTemplate transaction;

    DemoData(
            IdentityService identities,
            Wallets wallets,
            PaymentSettingsService settings,
            PaymentPins pins,
            Amounts amounts,
            TransactionTemplate transaction) {
        this.identities = identities;
        this.wallets = wallets;
        this.settings = settings;
        this.pins = pins;
        this.amounts = amounts;
        this.transaction = transaction;
    }

    /** After the groups were set up. */
    @EventListener(ApplicationStartedEvent.class)
    @Order(Ordered.LOWEST_PRECEDENCE)
    public void fill() {
        user("admin1", "Ada", "Obi", BUSINESS_ADMINS);
        user("admin2", "Bola", "Ade", BUSINESS_ADMINS);
        user("operator1", "Chidi", "Eze", OPERATIONS);
        user("operator2", "Dayo", "Musa", OPERATIONS);
        user("auditor1", "Efe", "Bello", AUDITORS);
        user("marketplace", "Marketplace", "Service", PLATFORM);
        // The user comes last: where one is there, the rest is, even if an earlier start was cut short.
        if (missing("techstore")) {
            wallet("techstore", OwnerType.VENDOR, "Tech Store", "500000.00");
            settings.save("techstore", new BankAccount("GTBank", "058", "0112506789", "Tech Store Ltd"));
            if (!pins.isSet("techstore")) {
                pins.set("techstore", PIN, null);
            }
            user("techstore", "Tech", "Store", VENDORS);
        }
        if (missing("johndoe")) {
            wallet("johndoe", OwnerType.CUSTOMER, "John Doe", "120000.00");
            user("johndoe", "John", "Doe", CUSTOMERS);
        }
        if (missing("bookshop")) {
            wallet("bookshop", OwnerType.VENDOR, "Book Shop", "2500.00");
            user("bookshop", "Book", "Shop", VENDORS);
        }
    }

    private boolean missing(String user) {
        return identities.createUserQuery().userId(user).count() == 0;
    }

    private void wallet(String owner, OwnerType type, String name, String balance) {
        transaction.executeWithoutResult(tx -> {
            if (wallets.find(owner, type).isEmpty()) {
                UUID wallet = wallets.open(owner, type, name, owner + "@example.com", amounts.currency());
                wallets.credit(
                        wallet, amounts.parse(balance), amounts.ofMinor(0), "demo", "Opening balance of the demo");
            }
        });
    }

    private void user(String id, String firstName, String lastName, String group) {
        if (missing(id)) {
            transaction.executeWithoutResult(tx -> {
                User user = identities.newUser(id);
                user.setFirstName(firstName);
                user.setLastName(lastName);
                user.setEmail(id + "@example.com");
                user.setPassword(PASSWORD);
                identities.saveUser(user);
                identities.createMembership(id, group);
            });
        }
    }
}
