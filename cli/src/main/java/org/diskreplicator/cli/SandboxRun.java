package org.diskreplicator.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.diskreplicator.engine.failure.CancelledException;
import org.diskreplicator.engine.failure.MissingPrerequisiteException;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.inspect.Inspector;
import org.diskreplicator.engine.inspect.SourceSpec;
import org.diskreplicator.engine.inspect.TargetProbe;
import org.diskreplicator.engine.model.ImageInfo;
import org.diskreplicator.engine.plan.SourceRules;
import org.diskreplicator.engine.plan.TargetRules;
import org.diskreplicator.engine.sandbox.ContainerRun;
import org.diskreplicator.engine.wiring.Toolbox;

/**
 * A command that runs again in a container.
 *
 * <p>What only this machine's own view of itself can tell is asked before: what is mounted, what
 * the user may write, and what a disk stands on.
 */
final class SandboxRun {
  private final Toolbox tools;

  SandboxRun(Toolbox tools) {
    this.tools = tools;
  }

  int run(List<String> arguments, List<SourceSpec> disks, Optional<Path> target) {
    try (Session session = new Session(tools)) {
      List<Path> files = new ArrayList<>();
      for (SourceSpec disk : disks) {
        ImageInfo image = session.inspector().open(disk);
        refuse(SourceRules.mounted(image.path(), Inspector.use(image)));
        target.ifPresent(
            path -> refuse(TargetRules.unwritable(new TargetProbe().probe(path, image))));
        files.addAll(Inspector.files(image));
      }
      files.addAll(tools.replicatorChoice().folders());
      files.addAll(tools.keyFiles());
      return run(session.containerRun(here()), arguments, files, target);
    }
  }

  int run(List<String> arguments, List<Path> files) {
    try (Session session = new Session(tools)) {
      return run(session.containerRun(here()), arguments, files, Optional.empty());
    }
  }

  /** A command that is stopped says so itself, inside. */
  private static int run(
      ContainerRun container, List<String> arguments, List<Path> files, Optional<Path> target) {
    try {
      return container.run(arguments, files, target);
    } catch (CancelledException e) {
      return ExitStatus.INTERRUPTED;
    }
  }

  private static void refuse(Optional<String> reason) {
    if (reason.isPresent()) {
      throw new RefusedException(reason.get());
    }
  }

  private ContainerRun.Here here() {
    return new ContainerRun.Here(
        home(), Path.of("").toAbsolutePath(), javaOptions(), tools.replicatorFolders().all());
  }

  /** The folder above the one with the program's own archive. */
  private static Path home() {
    Path jar = Path.of(System.getProperty("java.class.path", "")).toAbsolutePath();
    Path home = jar.resolveSibling("..").normalize();
    if (!jar.toString().endsWith(".jar") || !home.resolve("bin/diskrep").toFile().canExecute()) {
      throw new MissingPrerequisiteException(
          "The packaged program", "Build it, and start it as bin/diskrep.");
    }
    return home;
  }

  /** Whether standard error is a terminal is not to be seen from inside. */
  private static String javaOptions() {
    String terminal = "-Ddiskrep.terminal=" + System.getProperty("diskrep.terminal", "false");
    return (System.getenv().getOrDefault("DISKREP_JAVA_OPTS", "") + " " + terminal).strip();
  }
}
