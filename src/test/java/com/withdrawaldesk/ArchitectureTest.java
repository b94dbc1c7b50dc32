package com.withdrawaldesk;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Configuration;
import org.springframework.modulith.core.ApplicationModules;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.RestController;

/** How the parts may know each other. Each rule fails when it matches nothing. */
@AnalyzeClasses(packages = "com.withdrawaldesk", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule engineIsKnownOnlyWhereItIsDriven = noClasses()
            .that()
            .resideOutsideOfPackages("..process..", "..desk..", "..security..", "..engine..", "..demo..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.camunda..")
            .because("this seam is the way to another engine one day");

    @ArchTest
    static final ArchRule delegatesOpenNoTransaction = noMethods()
            .that()
            .haveRawReturnType(JavaDelegate.class)
            .should()
            .beAnnotatedWith(Transactional.class)
            .because("a delegate runs in the engine's transaction, which a proxy of its own would poison");

    @ArchTest
    static final ArchRule walletsKnowNothingOfWithdrawals = noClasses()
            .that()
            .resideInAPackage("..wallet..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..withdrawal..", "..payout..", "..review..", "..operations..")
            .because("money has to be right whatever is built on it");

    @ArchTest
    static final ArchRule groundHasNoCircle =
            slices().matching("com.withdrawaldesk.base.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule controllersAreNobodysApi = classes()
            .that()
            .areAnnotatedWith(RestController.class)
            .should()
            .notBePublic()
            .because("they are reached by HTTP");

    @ArchTest
    static final ArchRule configurationIsNobodysApi =
            classes().that().areAnnotatedWith(Configuration.class).should().notBePublic();

    @ArchTest
    static final ArchRule moneyIsNeverFloatingPoint = fields().that()
            .haveNameMatching("(?i).*(amount|balance|minor|fee|money).*")
            .should()
            .notHaveRawType(double.class)
            .andShould()
            .notHaveRawType(float.class)
            .andShould()
            .notHaveRawType(Double.class)
            .andShould()
            .notHaveRawType(Float.class);

    @ArchTest
    static final ArchRule oneSchedulerOnly = methods()
            .should()
            .notBeAnnotatedWith(Scheduled.class)
            .andShould()
            .notBeAnnotatedWith(Async.class)
            .because("background work survives a crash and is shared between nodes, or is part of the process");

    @ArchTest
    static final ArchRule sqlStaysOutOfTheProcess = noClasses()
            .that()
            .haveSimpleNameEndingWith("Delegates")
            .should()
            .dependOnClassesThat()
            .haveSimpleNameEndingWith("Repository");

    @Test
    void modulesFormNoCycleAndKeepTheirInsides() {
        ApplicationModules.of(DeskApplication.class).verify();
    }
}
