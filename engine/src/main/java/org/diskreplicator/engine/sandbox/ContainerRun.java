package org.diskreplicator.engine.sandbox;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.port.Containers;
import org.diskreplicator.engine.port.Containers.Access;
import org.diskreplicator.engine.port.Containers.Mount;
import org.diskreplicator.engine.scope.Caller;
import org.diskreplicator.engine.scope.CleanupStack;
import org.diskreplicator.engine.scope.PartialName;
import org.diskreplicator.engine.scope.Undo;

/**
 * Runs the command that the user gave once more in a container, as root.
 *
 * <p>Everything that the run inside mounts or starts goes with the container. What it writes
 * outside lies in the folder of its target alone, and belongs to the caller from the beginning, so
 * that the caller can remove it when the container was killed.
 */
public final class ContainerRun {
  /** A state folder of the container itself: what it names is gone with it. */
  private static final String STATE = "/run/diskrep-state";

  private static final Path HOME_INSIDE = Path.of("/run/diskrep");

  /** Folders that a container cannot get from outside without losing its own programs. */
  private static final List<Path> ITS_OWN =
      List.of("/", "/bin", "/etc", "/lib", "/lib64", "/proc", "/run", "/sbin", "/sys", "/usr")
          .stream()
          .map(Path::of)
          .toList();

  private final Containers containers;
  private final CleanupStack stack;
  private final Caller caller;
  private final Here here;

  public ContainerRun(Containers containers, CleanupStack stack, Caller caller, Here here) {
    this.containers = containers;
    this.stack = stack;
    this.caller = caller;
    this.here = here;
  }

  /**
   * Where the command was given.
   *
   * @param home folder of the packaged program
   * @param javaOptions for the Java machine that runs it
   * @param replicators folders of contributed replicators; those that are missing do not count
   */
  public record Here(Path home, Path workFolder, String javaOptions, List<Path> replicators) {
    public Here {
      replicators = replicators.stream().filter(Files::isDirectory).toList();
    }
  }

  /**
   * Runs it to its end.
   *
   * @param arguments of the command line, all of them
   * @param read files and devices that it reads
   * @param target the file that it makes
   * @return its exit status
   */
  public int run(List<String> arguments, List<Path> read, Optional<Path> target) {
    List<Mount> mounts = mounts(read, target);
    containers.require();
    target.ifPresent(
        file -> stack.push(new Undo.DeleteTree(PartialName.beside(file, caller.run()))));
    List<String> argv = new ArrayList<>();
    argv.add(HOME_INSIDE.resolve("bin/diskrep").toString());
    argv.addAll(arguments);
    return containers.run(
        new Containers.Order(
            "diskrep-" + caller.run(), mounts, environment(), here.workFolder(), argv));
  }

  private List<Mount> mounts(List<Path> read, Optional<Path> target) {
    List<Mount> mounts = new ArrayList<>(FilesInside.readOnly(read));
    mounts.add(new Mount(here.home(), HOME_INSIDE, Access.READ_ONLY));
    Optional<Mount> writable = target.flatMap(ContainerRun::folder);
    here.replicators().stream()
        .filter(folder -> writable.isEmpty() || !writable.get().path().equals(folder))
        .forEach(folder -> mounts.add(Mount.same(folder, Access.READ_ONLY)));
    writable.ifPresent(mounts::add);
    return mounts;
  }

  /** A folder that is not there is none inside either, where the command says so. */
  private static Optional<Mount> folder(Path target) {
    Path folder = Optional.ofNullable(target.normalize().getParent()).orElse(target);
    if (ITS_OWN.contains(folder)) {
      throw new RefusedException(
          "A container cannot write to the folder '" + folder + "'; give a target elsewhere.");
    }
    return Files.isDirectory(folder) && !folder.startsWith(FilesInside.DEVICES)
        ? Optional.of(Mount.same(folder, Access.WRITABLE))
        : Optional.empty();
  }

  private Map<String, String> environment() {
    Map<String, String> all = new HashMap<>();
    all.put(Caller.VARIABLE, caller.text());
    all.put("DISKREP_STATE", STATE);
    all.put("DISKREP_JAVA_OPTS", here.javaOptions());
    all.put(
        "DISKREP_REPLICATORS",
        here.replicators().stream().map(Path::toString).collect(Collectors.joining(":")));
    // Like sudo it says who wants this: what that one owns is run as root.
    all.put("SUDO_UID", Long.toString(caller.userId()));
    return all;
  }
}
