package org.diskreplicator.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.diskreplicator.engine.contributed.Contribution;
import org.diskreplicator.engine.failure.DifferenceException;
import org.diskreplicator.engine.failure.MissingPrerequisiteException;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.model.Printable;
import org.diskreplicator.engine.scope.ProcessIdentity;
import org.diskreplicator.engine.wiring.Toolbox;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tries a contributed replicator. */
@Command(
    name = "test",
    header = "Tries a replicator on disks that hold its contents, and prints what came of it.",
    description = {
      "PATH is the program; its manifest lies beside it. Disks with each of its contents are built,"
          + " and each is made anew in the smallest size that the replicator tells, in the same"
          + " size, and larger; then every file is compared, and the original must be unchanged.",
      "The exit status is 3 when anything failed."
    },
    sortOptions = false,
    footer = {
      "%nExamples:",
      "  sudo diskrep replicator test ./mine",
      "  diskrep replicator test ./mine --sandbox container",
      "  sudo diskrep replicator test ./my-minix --disk old.img",
      ExitStatus.FOOTER
    })
final class ReplicatorTestCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "PATH", description = "The program.")
  private Path program = Path.of("");

  @Option(
      names = "--disk",
      paramLabel = "IMAGE",
      description = "Try it on this disk, too, which is only read; can be given several times.")
  private List<String> disks = List.of();

  @Mixin private SandboxOptions sandbox = new SandboxOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  private final Toolbox tools;

  ReplicatorTestCommand(Toolbox tools) {
    this.tools = tools;
  }

  @Override
  public Integer call() {
    Contribution contribution = tools.replicatorFolders().at(program);
    return sandbox.run(tools, files(contribution)).orElseGet(() -> test(contribution));
  }

  private List<Path> files(Contribution contribution) {
    List<Path> files = new ArrayList<>();
    files.add(contribution.program());
    files.add(contribution.program().resolveSibling(contribution.manifest().name() + ".json"));
    disks.forEach(disk -> files.add(Path.of(disk).toAbsolutePath()));
    return files;
  }

  private int test(Contribution contribution) {
    requireSuperUser(contribution);
    ReplicatorTrials trials =
        new ReplicatorTrials(tools, contribution, line -> say("Trying " + line + " ..."));
    List<ReplicatorTrials.Outcome> outcomes = trials.run(disks);
    if (outcomes.isEmpty()) {
      throw new RefusedException(
          "No disk that can be built holds "
              + String.join(" or ", contribution.manifest().contents())
              + "; give one of your own with --disk.");
    }
    print(outcomes);
    long failed = outcomes.stream().filter(outcome -> !outcome.passed()).count();
    if (failed > 0) {
      throw new DifferenceException(
          failed + " of " + outcomes.size() + " trials failed; the table says how.");
    }
    return ExitStatus.DONE;
  }

  private static void requireSuperUser(Contribution contribution) {
    if (contribution.manifest().needsSuperUser() && ProcessIdentity.effectiveUserId() != 0) {
      throw new MissingPrerequisiteException(
          "Root, which the replicator '" + contribution.manifest().name() + "' needs,",
          "Run it with sudo, or with --sandbox container.");
    }
  }

  private void say(String line) {
    if (!output.json && !output.quiet) {
      System.err.println(line);
    }
  }

  private void print(List<ReplicatorTrials.Outcome> outcomes) {
    if (output.json) {
      outcomes.forEach(outcome -> System.out.println(outcome.json()));
      return;
    }
    TextTable table = new TextTable("DISK", "CONTENT", ">SIZE", "RESULT", ">TIME", "WHAT");
    for (ReplicatorTrials.Outcome outcome : outcomes) {
      table.add(
          outcome.disk(),
          outcome.content(),
          outcome.size(),
          outcome.passed() ? "pass" : "FAIL",
          "%.1f s".formatted(outcome.millis() / 1000.0),
          Optional.of(outcome.what()).map(Printable::of).orElse(""));
    }
    table.lines().forEach(System.out::println);
  }
}
