package org.diskreplicator.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.diskreplicator.engine.model.ByteSize;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.plan.CloneOptions.Existing;
import org.diskreplicator.engine.process.Tool;
import org.diskreplicator.engine.wiring.Toolbox;
import org.diskreplicator.fixtures.Fixture;
import org.diskreplicator.fixtures.FixtureDisks;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a disk to try things on. */
@Command(
    name = "build",
    header = "Builds one of the disks that diskrep fixture list shows.",
    description =
        "A disk holds the same files and identifiers in each build. --json tells them all, with"
            + " the checksum of each file, so that a copy can be judged.",
    sortOptions = false,
    footer = {
      "%nExamples:",
      "  diskrep fixture build gpt              makes gpt.raw in the current folder",
      "  diskrep fixture build huge /tmp/d.img  makes this file, a qcow2 by any name",
      ExitStatus.FOOTER
    })
final class FixtureBuildCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "NAME", description = "Name of the disk.")
  private String name = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "OUT",
      description = "Image file to make. Default: NAME with the format as its extension.")
  private Optional<String> out = Optional.empty();

  @Option(names = "--force", description = "Replace OUT when it exists.")
  private boolean force;

  @Mixin private OutputOptions output = new OutputOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  private final Toolbox tools;

  FixtureBuildCommand(Toolbox tools) {
    this.tools = tools;
  }

  @Override
  public Integer call() {
    requireKnown();
    String format = FixtureDisks.format(name);
    Path path = Path.of(out.orElseGet(() -> fileName(format))).toAbsolutePath();
    NewFile.require(path, force ? Existing.REPLACE : Existing.KEEP);
    FixtureBuilds builds = new FixtureBuilds(tools.cancelToken(), typed(path));
    builds.require(name);
    tools.paths().require(Tool.QEMU_IMG);
    if (!output.json && !output.quiet) {
      System.err.println("Building " + name + " ...");
    }
    Fixture fixture = builds.build(name, path);
    print(new FixtureView(fixture, allocated(fixture)));
    return ExitStatus.DONE;
  }

  private void requireKnown() {
    List<String> names = FixtureDisks.names();
    if (!names.contains(name)) {
      List<String> near = NearNames.of(name, names);
      throw new ParameterException(
          spec.commandLine(),
          "no disk is called '"
              + name
              + (near.isEmpty() ? "';" : "'; did you mean " + String.join(" or ", near) + "?")
              + " diskrep fixture list shows all");
    }
  }

  private String fileName(String format) {
    return name + "." + (format.equals("vpc") ? "vhd" : format);
  }

  private String typed(Path path) {
    return "diskrep fixture build " + name + " " + path;
  }

  private ByteSize allocated(Fixture fixture) {
    ImageFormat format = ImageFormat.named(fixture.format()).orElseThrow();
    return tools.images().header(fixture.image(), format).allocatedSize();
  }

  private void print(FixtureView view) {
    if (output.json) {
      System.out.println(view.json());
    } else {
      view.text().forEach(System.out::println);
    }
  }
}
