package org.diskreplicator.engine.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.diskreplicator.engine.failure.MissingPrerequisiteException;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.port.Containers;
import org.diskreplicator.engine.process.ScriptedRunner;
import org.diskreplicator.engine.scope.Caller;
import org.diskreplicator.engine.scope.CleanupStack;
import org.diskreplicator.engine.scope.RunJournal;
import org.diskreplicator.engine.scope.StateFolder;
import org.diskreplicator.engine.scope.Undoer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ContainerRunTest {
  private static final int STATUS = 3;
  private static final Caller CALLER = new Caller("run-1", 1000, 100, 022);

  private final Path temp;
  private final CleanupStack stack;
  private final List<Containers.Order> orders = new ArrayList<>();
  private final List<Path> replicators = new ArrayList<>();
  private boolean missing;

  ContainerRunTest(@TempDir Path temp) throws IOException {
    this.temp = temp.toRealPath();
    RunJournal journal = RunJournal.open(StateFolder.at(temp.resolve("state")));
    stack = new CleanupStack(journal, new Undoer(new ScriptedRunner()));
  }

  /** Takes down what is asked of it. */
  private final class FakeContainers implements Containers {
    @Override
    public void require() {
      if (missing) {
        throw new MissingPrerequisiteException("An engine", "Get one.");
      }
    }

    @Override
    public int run(Order order) {
      orders.add(order);
      return STATUS;
    }
  }

  private int run(List<Path> read, Optional<Path> target) {
    ContainerRun.Here here =
        new ContainerRun.Here(
            Path.of("/home/diskrep"), temp, "-Xmx1g -Ddiskrep.terminal=true", replicators);
    return new ContainerRun(new FakeContainers(), stack, CALLER, here)
        .run(List.of("clone", "a b", "c"), read, target);
  }

  private List<String> mounts() {
    return orders.get(0).mounts().stream()
        .map(
            mount ->
                (mount.path().equals(mount.inside()) ? "" : mount.path() + " as ")
                    + temp.relativize(mount.inside())
                    + (mount.access() == Containers.Access.WRITABLE ? " writable" : ""))
        .toList();
  }

  private String home() {
    return "/home/diskrep as " + temp.relativize(Path.of("/run/diskrep"));
  }

  private Path file(String name) throws IOException {
    return Files.createFile(temp.resolve(name));
  }

  @Test
  void theSameCommandRunsInTheSameFolder() {
    assertThat(run(List.of(), Optional.empty())).isEqualTo(STATUS);
    Containers.Order order = orders.get(0);
    assertThat(order.argv()).containsExactly("/run/diskrep/bin/diskrep", "clone", "a b", "c");
    assertThat(order.name()).isEqualTo("diskrep-run-1");
    assertThat(order.workFolder()).isEqualTo(temp);
    assertThat(order.environment())
        .containsEntry("DISKREP_CALLER", "run-1:1000:100:22")
        .containsEntry("DISKREP_STATE", "/run/diskrep-state")
        .containsEntry("DISKREP_JAVA_OPTS", "-Xmx1g -Ddiskrep.terminal=true");
  }

  @Test
  void sourcesAreMountedOneByOneAndOnlyTheFolderOfTheTargetIsWritable() throws IOException {
    Files.createDirectory(temp.resolve("out"));
    run(List.of(file("a.raw"), file("b,c")), Optional.of(temp.resolve("out/../out/copy.raw")));
    assertThat(mounts()).containsExactly("a.raw", "b,c", home(), "out writable");
  }

  @Test
  void linksAreFollowedOutside() throws IOException {
    Files.createDirectory(temp.resolve("real"));
    file("real/disk");
    Files.createSymbolicLink(temp.resolve("folder"), Path.of("real"));
    Files.createSymbolicLink(temp.resolve("second"), Path.of("folder/disk"));
    Files.createSymbolicLink(temp.resolve("first"), Path.of("second"));
    run(List.of(temp.resolve("first")), Optional.empty());
    assertThat(mounts()).containsExactly("first", "second", "folder/disk", "real/disk", home());
  }

  @Test
  void contributedReplicatorsAreThoseOfTheCaller() throws IOException {
    replicators.addAll(
        List.of(
            Files.createDirectory(temp.resolve("mine")),
            temp.resolve("none"),
            Files.createDirectory(temp.resolve("out"))));
    run(List.of(), Optional.of(temp.resolve("out/copy.raw")));
    assertThat(mounts()).containsExactly(home(), "mine", "out writable");
    assertThat(orders.get(0).environment())
        .containsEntry("DISKREP_REPLICATORS", temp.resolve("mine") + ":" + temp.resolve("out"))
        .containsEntry("SUDO_UID", "1000");
  }

  @Test
  void devicesAreThereAnyway() {
    run(List.of(Path.of("/dev/null")), Optional.of(Path.of("/dev/shm/x")));
    assertThat(mounts()).containsExactly(home());
  }

  @Test
  void aFolderThatIsMissingIsMissingInside() {
    run(List.of(), Optional.of(temp.resolve("nowhere/x")));
    assertThat(mounts()).containsExactly(home());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/x", "/usr/x", "/etc/x", "/usr/../proc/x"})
  void foldersThatTheContainerNeedsAreRefused(String target) {
    assertThatThrownBy(() -> run(List.of(), Optional.of(Path.of(target))))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("give a target elsewhere");
    assertThat(orders).isEmpty();
  }

  @Test
  void withoutAnEngineNothingIsLeft() {
    missing = true;
    assertThatThrownBy(() -> run(List.of(), Optional.of(temp.resolve("x"))))
        .isInstanceOf(MissingPrerequisiteException.class);
    assertThat(orders).isEmpty();
  }

  /** The container was killed; what lies in the partial folder may belong to root. */
  @Test
  void whatTheRunInsideLeftBesideTheTargetIsRemoved() throws IOException {
    run(List.of(), Optional.of(temp.resolve("x.raw")));
    Path partial = Files.createDirectory(temp.resolve(".diskrep-run-1.partial"));
    Files.createFile(partial.resolve("x.raw"));
    stack.close();
    assertThat(partial).doesNotExist();
  }
}
