package org.diskreplicator.engine.contributed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.process.ToolPaths;
import org.diskreplicator.engine.scope.ProcessIdentity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReplicatorFoldersTest {
  private static final long ORDINARY = 1000;

  @TempDir private Path temp;
  private final Map<String, String> environment = new HashMap<>();

  private ReplicatorFolders folders(long userId, Path... named) {
    return ReplicatorFolders.of(
        List.of(named),
        environment,
        Optional.of(temp.resolve("shipped")),
        userId,
        ToolPaths.ofEnvironment());
  }

  private Path put(String folder, String name) throws IOException {
    return put(folder, name, "#!/bin/sh\n");
  }

  private Path put(String folder, String name, String text) throws IOException {
    Path program = Files.createDirectories(temp.resolve(folder)).resolve(name);
    Files.writeString(
        program.resolveSibling(name + ".json"),
        "{\"protocol\": 1, \"name\": \"" + name + "\", \"contents\": [\"minix\"]}");
    Files.writeString(program, text);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    return program;
  }

  private static List<String> reasons(Shelf shelf) {
    return shelf.unusable().stream().map(Shelf.Unusable::reason).toList();
  }

  @Test
  void foldersAreSearchedInTheirOrder() throws IOException {
    environment.put("DISKREP_REPLICATORS", temp.resolve("b") + ":relative::" + temp.resolve("c"));
    environment.put("HOME", temp.resolve("home").toString());
    Path shipped = put("shipped", "one");
    Path own = put("home/.local/share/diskrep/replicators", "two");
    Path c = put("c", "three");
    Path a = put("a", "four");
    Shelf shelf = folders(ORDINARY, temp.resolve("a")).search(Set.of());
    assertThat(shelf.usable().stream().map(Contribution::program))
        .containsExactly(a, c, own, shipped);
  }

  @Test
  void theDataFolderOfTheUserCanBeElsewhere() throws IOException {
    environment.put("XDG_DATA_HOME", temp.resolve("data").toString());
    environment.put("HOME", temp.resolve("home").toString());
    put("data/diskrep/replicators", "mine");
    assertThat(folders(ORDINARY).search(Set.of()).named("mine")).isPresent();
  }

  @Test
  void ofTwoWithOneNameTheFirstIsTakenAndTheOtherIsReported() throws IOException {
    Path first = put("a", "same");
    put("shipped", "same");
    Shelf shelf = folders(ORDINARY, temp.resolve("a")).search(Set.of());
    assertThat(shelf.named("same").orElseThrow().program()).isEqualTo(first);
    assertThat(reasons(shelf)).containsExactly(first + " comes first and has the same name");
  }

  @Test
  void aNameOfTheEnginesOwnIsTaken() throws IOException {
    put("shipped", "ext");
    assertThat(reasons(folders(ORDINARY).search(Set.of("ext"))))
        .containsExactly("diskrep itself has a replicator of this name; give it another one");
  }

  @Test
  void aFolderThatIsNamedMustBeThere() {
    assertThatThrownBy(() -> folders(ORDINARY, temp.resolve("none")))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("is no folder");
  }

  @Test
  void whatCannotBeStartedIsReported() throws IOException {
    put("shipped", "a-text", "echo hello\n");
    put("shipped", "b-interpreter", "#!/no/such/shell\n");
    put("shipped", "c-env", "#!/usr/bin/env no-such-language\n");
    Path closed = put("shipped", "d-closed");
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rw-r--r--"));
    Files.delete(put("shipped", "e-missing"));
    Files.writeString(put("shipped", "f-broken").resolveSibling("f-broken.json"), "{");
    assertThat(reasons(folders(ORDINARY).search(Set.of())))
        .satisfiesExactly(
            reason -> assertThat(reason).contains("is no program"),
            reason -> assertThat(reason).contains("interpreter").contains("/no/such/shell"),
            reason -> assertThat(reason).contains("no-such-language"),
            reason -> assertThat(reason).contains("chmod +x"),
            reason -> assertThat(reason).contains("there is no program"),
            reason -> assertThat(reason).contains("not valid JSON"));
  }

  @Test
  void oneThatIsNamedByItsPathIsRefusedWithTheReason() throws IOException {
    Path program = put("x", "mine", "no program");
    assertThatThrownBy(() -> folders(ORDINARY).at(program))
        .isInstanceOf(RefusedException.class)
        .hasMessageStartingWith("The replicator 'mine' cannot be used: ");
    assertThat(folders(ORDINARY).at(put("x", "good")).manifest().name()).isEqualTo("good");
  }

  @Test
  void rootRunsNothingThatSomebodyElseCanChange() throws IOException {
    environment.put("SUDO_UID", Long.toString(ProcessIdentity.effectiveUserId()));
    Path program = put("x", "mine");
    assertThat(folders(0).at(program).manifest().name()).isEqualTo("mine");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xrwx"));
    assertThatThrownBy(() -> folders(0).at(program)).hasMessageContaining("use chmod o-w");
    assertThat(folders(ORDINARY).at(program).manifest().name()).isEqualTo("mine");
  }

  @Test
  void rootRunsNothingInAFolderThatEverybodyCanWrite() throws IOException {
    environment.put("SUDO_UID", Long.toString(ProcessIdentity.effectiveUserId()));
    Path program = put("x", "mine");
    Files.setPosixFilePermissions(
        program.getParent(), PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThatThrownBy(() -> folders(0).at(program)).hasMessageContaining("written by everybody");
  }
}
