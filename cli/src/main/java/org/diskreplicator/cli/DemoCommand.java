package org.diskreplicator.cli;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.diskreplicator.engine.execute.CloneReport;
import org.diskreplicator.engine.failure.DifferenceException;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.inspect.DiskName;
import org.diskreplicator.engine.inspect.ExternalFiles;
import org.diskreplicator.engine.inspect.SourceSpec;
import org.diskreplicator.engine.model.ByteSize;
import org.diskreplicator.engine.model.Inspection;
import org.diskreplicator.engine.wiring.Toolbox;
import org.diskreplicator.fixtures.Fixture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows the main job on a disk that it makes itself. */
@Command(
    name = "demo",
    header = "Makes a real disk, clones it, and shows what came of it.",
    description = {
      "The disk has a GPT with an EFI system partition, swap and an ext4 with files and with data"
          + " that was deleted but is still there."
    },
    sortOptions = false,
    footer = {"%nExample:", "  diskrep demo --keep /tmp/demo", ExitStatus.FOOTER})
final class DemoCommand implements Callable<Integer> {
  @Option(
      names = "--keep",
      paramLabel = "FOLDER",
      description = "Make the disks in this new folder and keep them.")
  private Optional<Path> keep = Optional.empty();

  @Mixin private OutputOptions output = new OutputOptions();

  private final Toolbox tools;
  private final FixtureBuilds builds;

  DemoCommand(Toolbox tools) {
    this.tools = tools;
    this.builds = new FixtureBuilds(tools.cancelToken(), "diskrep demo");
  }

  @Override
  public Integer call() {
    Path folder = folder();
    try {
      demonstrate(folder);
      return ExitStatus.DONE;
    } catch (IOException e) {
      throw new InputOutputException("making the demo disk", e);
    } finally {
      if (keep.isEmpty()) {
        delete(folder);
      }
    }
  }

  private Path folder() {
    try {
      return keep.isPresent()
          ? Files.createDirectory(keep.get().toAbsolutePath())
          : Files.createTempDirectory("diskrep-demo-");
    } catch (FileAlreadyExistsException e) {
      throw new RefusedException("'" + e.getFile() + "' exists already; give a new folder.");
    } catch (IOException e) {
      throw new InputOutputException("making a folder for the demo", e);
    }
  }

  private void demonstrate(Path folder) throws IOException {
    say("Making a disk: GPT, EFI system partition, swap, ext4 with files and deleted data ...");
    Fixture disk = builds.build("demo", folder.resolve("demo.raw"));
    Path copy = folder.resolve("demo.qcow2");
    Inspection before = inspect(disk.image());
    if (!output.json) {
      InspectionText.of(before).forEach(System.out::println);
      System.out.println();
    }
    say("$ diskrep clone demo.raw demo.qcow2");
    CloneReport report = new CloneRun(tools, output).execute(spec(disk.image()), copy);
    long markersBefore = MarkerCount.in(disk.image(), disk.marker());
    long markersAfter = MarkerCount.in(copy, disk.marker());
    if (markersBefore == 0 || markersAfter != 0) {
      throw new DifferenceException(
          "The copy holds " + markersAfter + " blocks of deleted data; it should hold none.");
    }
    print(before, report, markersBefore, markersAfter);
  }

  private Inspection inspect(Path disk) {
    try (Session session = new Session(tools)) {
      return session.inspector().inspect(spec(disk));
    }
  }

  private static SourceSpec spec(Path disk) {
    return new SourceSpec(DiskName.parse(disk.toString()), Optional.empty(), ExternalFiles.REFUSED);
  }

  private void say(String text) {
    if (!output.json) {
      System.out.println(text);
    }
  }

  private void print(Inspection before, CloneReport report, long markersBefore, long markersAfter) {
    if (output.json) {
      JsonObject json = new JsonObject();
      json.addProperty("event", "demo");
      json.addProperty("bytesBefore", before.image().allocatedSize().bytes());
      json.addProperty("bytesAfter", report.allocatedBytes());
      json.addProperty("deletedBlocksBefore", markersBefore);
      json.addProperty("deletedBlocksAfter", markersAfter);
      System.out.println(json);
      return;
    }
    System.out.println();
    TextTable table = new TextTable("", ">before", ">after");
    table.add("space taken", before.image().allocatedSize().human(), size(report.allocatedBytes()));
    table.add("blocks of deleted data", "" + markersBefore, "" + markersAfter);
    table.add("proof", "", report.state().toString());
    table.lines().forEach(System.out::println);
    keep.ifPresent(folder -> System.out.println("The disks are in " + folder + "."));
  }

  private static String size(long bytes) {
    return ByteSize.of(bytes).human();
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> all = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : all) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new InputOutputException("deleting '" + folder + "'", e);
    }
  }
}
