package org.diskreplicator.cli;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.diskreplicator.engine.compare.FileVerification;
import org.diskreplicator.engine.execute.Verification;
import org.diskreplicator.engine.failure.DifferenceException;
import org.diskreplicator.engine.inspect.DiskReference;
import org.diskreplicator.engine.inspect.SourceSpec;
import org.diskreplicator.engine.inspect.TargetProbe;
import org.diskreplicator.engine.model.ByteSize;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.model.ImageInfo;
import org.diskreplicator.engine.model.Inspection;
import org.diskreplicator.engine.model.TargetFacts;
import org.diskreplicator.engine.plan.Plan;
import org.diskreplicator.engine.plan.PlanResult;
import org.diskreplicator.engine.plan.Planner;
import org.diskreplicator.engine.wiring.Toolbox;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Compares a copy with its source. */
@Command(
    name = "verify",
    header = "Proves that a copy holds every used block of its source; changes nothing.",
    description = {
      "What is free in SOURCE is not compared. With --files the blocks are not compared, but what"
          + " they hold: table, identities, boot code, and every file with its attributes."
    },
    sortOptions = false,
    footer = {
      "%nExamples:",
      "  diskrep verify disk.raw backup.qcow2",
      "  sudo diskrep verify --files /dev/sda backup.qcow2",
      "  diskrep verify --files disk.raw backup.qcow2 --sandbox container",
      ExitStatus.FOOTER
    })
final class VerifyCommand implements Callable<Integer> {
  private static final String LUKS = "crypto_LUKS";

  @Parameters(index = "0", paramLabel = "SOURCE", description = "Disk that was copied.")
  private String source = "";

  @Parameters(index = "1", paramLabel = "COPY", description = "Image to compare with it.")
  private String copy = "";

  @Option(
      names = "--copy-format",
      paramLabel = "FORMAT",
      converter = Converters.Format.class,
      description = "Format of the copy. Else it is detected.")
  private Optional<ImageFormat> copyFormat = Optional.empty();

  @Option(
      names = "--files",
      description = {
        "Compare files, wherever they lie. Needs root where a file system has to be mounted."
      })
  private boolean files;

  @Mixin private SourceOptions sourceOptions = new SourceOptions();
  @Mixin private KeyOptions keyOptions = new KeyOptions();
  @Mixin private RemoteOptions remoteOptions = new RemoteOptions();
  @Mixin private SandboxOptions sandbox = new SandboxOptions();
  @Mixin private ReplicatorOptions replicators = new ReplicatorOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  private final Toolbox tools;

  VerifyCommand(Toolbox tools) {
    this.tools = tools;
  }

  @Override
  public Integer call() {
    return sandbox
        .run(
            remoteOptions.in(keyOptions.tell(tools.with(replicators.choice()))),
            List.of(sourceOptions.spec(source), copySpec()),
            Optional.empty())
        .orElseGet(this::compare);
  }

  private int compare() {
    try (CloneView view = output.json ? new JsonCloneView() : new TextCloneView(output.quiet);
        Session session =
            new Session(remoteOptions.in(keyOptions.tell(tools.with(replicators.choice()))))) {
      if (files) {
        compareFiles(session, view);
      } else {
        compareBlocks(session, view);
      }
      return ExitStatus.DONE;
    }
  }

  private void compareBlocks(Session session, CloneView view) {
    Inspection disk = session.inspector().inspect(sourceOptions.spec(source));
    ImageInfo image = session.inspector().open(copySpec());
    Verification result = session.verifier(view).verify(plan(disk, image), image);
    if (!result.equal()) {
      throw new DifferenceException("'" + image.path() + "' differs from the source." + hint(disk));
    }
    print(result);
  }

  private void compareFiles(Session session, CloneView view) {
    Inspection disk = session.inspector().inspect(sourceOptions.spec(source));
    Inspection other = session.inspector().inspect(copySpec());
    FileVerification result = session.fileVerifier(view).verify(disk, other);
    view.finished(result);
    if (!result.equal()) {
      throw new DifferenceException(
          "'" + other.image().path() + "' differs from the source." + hint(disk));
    }
  }

  /** Of what a copy leaves out that was made with a key, only the key can tell that it was free. */
  private String hint(Inspection disk) {
    boolean enciphered =
        disk.regions().stream().anyMatch(region -> region.content().name().equals(LUKS));
    return enciphered && !keyOptions.openLuks()
        ? " If the copy was made with the key of its LUKS container, give the key here too"
            + " (--luks-key-file or --luks-ask)."
        : "";
  }

  private SourceSpec copySpec() {
    return new SourceSpec(
        DiskReference.parse(copy), copyFormat, sourceOptions.spec(source).external());
  }

  private static Plan plan(Inspection disk, ImageInfo copy) {
    TargetFacts facts = new TargetProbe().probe(copy.path(), disk.image());
    PlanResult result =
        new Planner().expect(disk, facts, copy.format(), copy.virtualSize().bytes());
    if (result instanceof PlanResult.Rejection rejection) {
      throw new DifferenceException(rejection.reason());
    }
    return (Plan) result;
  }

  private void print(Verification result) {
    if (output.json) {
      JsonObject json = new JsonObject();
      json.addProperty("event", "finished");
      json.addProperty("equal", true);
      json.addProperty("comparedBytes", result.comparedBytes());
      System.out.println(json);
    } else {
      System.out.println(
          "Equal: all " + ByteSize.of(result.comparedBytes()) + " of used data compared.");
    }
  }
}
