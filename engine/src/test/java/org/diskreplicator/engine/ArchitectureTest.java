package org.diskreplicator.engine;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.diskreplicator.engine.event.ReplicationEvent;
import org.diskreplicator.engine.failure.ReplicationException;
import org.diskreplicator.engine.inspect.DiskName;
import org.diskreplicator.engine.model.Content;
import org.diskreplicator.engine.plan.PlanResult;
import org.diskreplicator.engine.plan.Step;
import org.diskreplicator.engine.port.FileSystems;
import org.diskreplicator.engine.process.CancelToken;
import org.diskreplicator.engine.scope.Undo;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** States which package may know which, and a few rules of style that a compiler cannot see. */
final class ArchitectureTest {
  private static final String ENGINE = "org.diskreplicator.engine";
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ENGINE);

  private static final DescribedPredicate<JavaClass> JAVA =
      resideInAnyPackage("java..", "org.jspecify.annotations..");
  private static final DescribedPredicate<JavaClass> GSON = resideInAPackage("com.google.gson..");
  private static final DescribedPredicate<JavaClass> EXEC =
      resideInAnyPackage("org.apache.commons.exec..", "org.slf4j..");
  private static final DescribedPredicate<JavaClass> TOKEN =
      describe(
          "the cancel token", found -> found.getName().startsWith(CancelToken.class.getName()));

  /** What each package may know besides itself and Java; wiring is free. */
  private static final Map<String, Allowed> MAY_KNOW =
      Map.ofEntries(
          only("model"),
          only("failure", "model"),
          also(EXEC, "process", "model", "failure"),
          also(GSON, "scope", "model", "failure", "process"),
          also(TOKEN, "port", "model", "failure"),
          also(GSON, "tool", "model", "failure", "process", "scope", "port", "volume", "nbd"),
          only("volume", "model"),
          only("nbd", "volume"),
          only("gpt", "model", "failure", "port"),
          only("image", "model", "failure", "gpt"),
          also(TOKEN, "usage", "model", "failure", "port"),
          only("xfs", "model", "failure", "port", "usage"),
          also(TOKEN, "inspect", "model", "failure", "port", "volume"),
          only("apfs", "model", "usage"),
          only("btrfs", "model", "usage"),
          only("plan", "model", "failure", "image"),
          also(TOKEN, "exfat", "model", "failure", "port", "usage"),
          only("ext", "model", "failure", "port", "usage"),
          only("f2fs", "model", "failure", "port", "usage"),
          only("hfs", "model", "usage"),
          only("minix", "model", "usage"),
          only("reiser4", "model", "usage"),
          only("ntfs", "model", "failure", "port", "usage"),
          also(TOKEN, "replicate", "model", "failure", "port"),
          only("event", "model"),
          also(
              TOKEN, "execute", "model", "failure", "scope", "port", "image", "inspect", "plan",
              "event"),
          also(TOKEN, "compare", "model", "failure", "port", "event", "execute"),
          also(GSON.or(type(DiskName.class)), "attach", "model", "failure", "scope", "port"),
          also(GSON, "contributed", "model", "failure", "process", "scope", "port"),
          only("doctor", "model", "failure", "process", "scope"),
          only("sandbox", "model", "failure", "scope", "port"));

  private record Allowed(List<String> packages, DescribedPredicate<JavaClass> others) {}

  private static Map.Entry<String, Allowed> only(String name, String... packages) {
    return Map.entry(name, new Allowed(List.of(packages), JAVA));
  }

  private static Map.Entry<String, Allowed> also(
      DescribedPredicate<JavaClass> more, String name, String... packages) {
    return Map.entry(name, new Allowed(List.of(packages), JAVA.or(more)));
  }

  static Stream<String> packages() {
    return MAY_KNOW.keySet().stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("packages")
  void aPackageKnowsOnlyWhatItMay(String name) {
    Allowed allowed = MAY_KNOW.get(name);
    String[] packages =
        Stream.concat(Stream.of(name), allowed.packages().stream())
            .map(other -> ENGINE + "." + other)
            .toArray(String[]::new);
    classes()
        .that()
        .resideInAPackage(ENGINE + "." + name)
        .should()
        .onlyDependOnClassesThat(resideInAnyPackage(packages).or(allowed.others()))
        .check(CLASSES);
  }

  @Test
  void everyPackageHasItsRule() {
    Set<String> found =
        CLASSES.stream()
            .map(JavaClass::getPackageName)
            .map(name -> name.substring(ENGINE.length() + 1))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> stated = new TreeSet<>(MAY_KNOW.keySet());
    stated.add("wiring");
    assertThat(found).isEqualTo(stated);
  }

  @Test
  void noPackagesKnowEachOther() {
    slices().matching(ENGINE + ".(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void onlyTheProcessPackageStartsProcesses() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ENGINE + ".process")
        .should()
        .dependOnClassesThat(
            type(ProcessBuilder.class)
                .or(type(Process.class))
                .or(resideInAPackage("org.apache.commons.exec..")))
        .orShould()
        .callMethodWhere(target(owner(type(Runtime.class))).and(target(name("exec"))))
        .check(CLASSES);
  }

  @Test
  void aPlanTouchesNoProcessAndNoFile() {
    noClasses()
        .that()
        .resideInAPackage(ENGINE + ".plan")
        .should()
        .dependOnClassesThat(
            type(java.nio.file.Files.class)
                .or(type(ProcessHandle.class))
                .or(resideInAnyPackage("java.io..", "java.nio.channels..", "java.net..")))
        .check(CLASSES);
  }

  @Test
  void nothingIsPrintedAndNothingLoggedPastSlf4j() {
    noClasses()
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .dependOnClassesThat(resideInAPackage("java.util.logging.."))
        .orShould()
        .callMethod(Throwable.class, "printStackTrace")
        .check(CLASSES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Utils", "Util", "Helper", "Manager"})
  void nothingHasANameThatSaysNothing(String word) {
    noClasses().should().haveSimpleNameEndingWith(word).check(CLASSES);
    fields()
        .should()
        .haveNameNotMatching("(?i).*" + word)
        .because("a name tells what a thing is")
        .check(CLASSES);
  }

  @Test
  void whatCanBeMadeCannotBeExtended() {
    classes()
        .that()
        .areNotInterfaces()
        .and()
        .doNotHaveModifier(JavaModifier.ABSTRACT)
        .and()
        .areNotAnonymousClasses()
        .and()
        .areNotEnums()
        .should()
        .haveModifier(JavaModifier.FINAL)
        .check(CLASSES);
  }

  @Test
  void noStateIsStatic() {
    fields()
        .that()
        .areStatic()
        .and()
        .areDeclaredInClassesThat(describe("are not generated", found -> !isSynthetic(found)))
        .should()
        .beFinal()
        .check(CLASSES);
  }

  private static boolean isSynthetic(JavaClass found) {
    return found.getModifiers().contains(JavaModifier.SYNTHETIC);
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        Step.class,
        Content.class,
        ReplicationEvent.class,
        ReplicationException.class,
        FileSystems.Result.class,
        PlanResult.class,
        Undo.class
      })
  void familiesAreClosed(Class<?> family) {
    assertThat(family.isSealed()).isTrue();
    assertThat(family.getPermittedSubclasses())
        .allMatch(member -> java.lang.reflect.Modifier.isFinal(member.getModifiers()));
  }

  @ParameterizedTest
  @MethodSource("packages")
  void nullIsDeclaredEverywhere(String name) {
    assertThat(CLASSES.getPackage(ENGINE + "." + name).isAnnotatedWith(NullMarked.class)).isTrue();
  }
}
