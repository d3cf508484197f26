// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.laws;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

/** The walls of the house: which room may look into which. */
class PackageLawsTest {

    private static final String ROOT = "org.ctdhub.";

    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.ctdhub");

    private static final JavaClasses SIMULATORS = new ClassFileImporter().importPackages("org.ctdhub.lab.simulator");

    private static final Set<String> MODELS = Set.of("org.ctdhub.manager.model", "org.ctdhub.federation.model");
    private static final JavaClasses MODEL = new ClassFileImporter().importPackages(MODELS);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "object    | ''",
                "policy    | object",
                "auth      | ''",
                "format    | object",
                "registry  | object policy auth",
                "connector | object policy format auth",
                "net       | auth",
                "publish   | registry format connector",
                "flow      | object policy registry auth format connector net publish",
                "web       | object policy registry auth format connector net publish"
            })
    void a_package_imports_only_what_stands_in_the_table(String room, String allowed) {
        String[] others = Stream.of(
                        "object", "policy", "auth", "format", "registry", "connector", "net", "publish", "flow", "web")
                .filter(other -> !other.equals(room)
                        && !Arrays.asList(allowed.split(" ")).contains(other))
                .map(other -> ROOT + other + "..")
                .toArray(String[]::new);
        noClasses()
                .that()
                .resideInAPackage(ROOT + room + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(others)
                .check(MAIN);
    }

    @ParameterizedTest
    @CsvSource({"object", "policy", "auth", "format", "registry", "connector", "publish", "web"})
    void only_flow_and_net_know_camel(String room) {
        noClasses()
                .that()
                .resideInAPackage(ROOT + room + "..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.camel..")
                .check(MAIN);
    }

    @Test
    void packages_form_no_cycle() {
        slices().matching("org.ctdhub.(*)..").should().beFreeOfCycles().check(MAIN);
    }

    @Test
    void sql_stands_in_the_registry_alone() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + "registry..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "javax.sql..", "org.springframework.jdbc..", "org.postgresql..")
                .check(MAIN);
    }

    @Test
    void a_class_is_named_for_what_it_is() {
        noClasses()
                .should()
                .haveSimpleNameEndingWith("Util")
                .orShould()
                .haveSimpleNameEndingWith("Utils")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .orShould()
                .haveSimpleNameEndingWith("Manager")
                .orShould()
                .haveSimpleNameEndingWith("Impl")
                .orShould()
                .haveSimpleNameStartingWith("Abstract")
                .orShould()
                .haveSimpleNameStartingWith("Base")
                .check(MAIN);
    }

    @Test
    void time_comes_from_a_clock_that_tests_can_set() {
        noClasses()
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Thread.class, "sleep", long.class)
                .check(MAIN);
        noClasses()
                .that()
                .doNotHaveSimpleName("Wiring")
                .should()
                .callMethod(Clock.class, "systemUTC")
                .check(MAIN);
    }

    @Test
    void nothing_is_printed_and_nothing_injected_into_fields() {
        noClasses()
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(MAIN);
        fields().should().notBeAnnotatedWith(Autowired.class).check(MAIN);
    }

    @Test
    void simulators_know_the_hub_only_by_wire() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.springframework..", "org.apache.camel..")
                .check(SIMULATORS);
        noClasses()
                .should()
                .dependOnClassesThat(com.tngtech.archunit.base.DescribedPredicate.describe(
                        "belong to the hub",
                        c -> c.getPackageName().startsWith("org.ctdhub")
                                && !c.getPackageName().startsWith("org.ctdhub.lab.simulator")))
                .check(SIMULATORS);
    }

    @Test
    void the_model_knows_nothing_of_the_hub() {
        noClasses()
                .should()
                .dependOnClassesThat(com.tngtech.archunit.base.DescribedPredicate.describe(
                        "are not the model's own or the language's",
                        c -> !MODELS.contains(c.getPackageName())
                                && !c.getPackageName().startsWith("java.")
                                && !c.isPrimitive()
                                && !c.isArray()))
                .check(MODEL);
    }
}
