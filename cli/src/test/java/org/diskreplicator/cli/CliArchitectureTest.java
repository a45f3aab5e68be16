package org.diskreplicator.cli;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** States what the command line may know of the engine. */
final class CliArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.diskreplicator.cli");

  @Test
  void theCommandLineNeverReachesTheAdapters() {
    noClasses()
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                "org.diskreplicator.engine.tool..",
                "org.diskreplicator.engine.usage..",
                "org.diskreplicator.engine.image..",
                "org.apache.commons.exec.."))
        .check(CLASSES);
  }

  @Test
  void fixturesAreBuiltByTheirOwnCommandsTheDemoAndTrialsOnly() {
    noClasses()
        .that()
        .haveSimpleNameNotStartingWith("Fixture")
        .and()
        .doNotBelongToAnyOf(DemoCommand.class, Failures.class, ReplicatorTrials.class)
        .should()
        .dependOnClassesThat(resideInAPackage("org.diskreplicator.fixtures.."))
        .check(CLASSES);
  }

  @Test
  void theCommandLineStartsNoProcess() {
    noClasses()
        .should()
        .dependOnClassesThat(type(ProcessBuilder.class).or(type(Process.class)))
        .check(CLASSES);
  }

  @Test
  void onlyMainIsPublic() {
    classes()
        .that()
        .areTopLevelClasses()
        .and()
        .doNotHaveSimpleName("Main")
        .and()
        .doNotHaveSimpleName("package-info")
        .should()
        .notBePublic()
        .check(CLASSES);
  }

  @Test
  void whatCanBeMadeCannotBeExtended() {
    classes()
        .that()
        .areNotInterfaces()
        .and()
        .areNotEnums()
        .and()
        .areNotAnonymousClasses()
        .should()
        .haveModifier(JavaModifier.FINAL)
        .check(CLASSES);
  }
}
