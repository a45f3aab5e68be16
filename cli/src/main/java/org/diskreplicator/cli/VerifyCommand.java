package org.diskreplicator.cli;

import com.google.gson.JsonObject;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.diskreplicator.engine.execute.Verification;
import org.diskreplicator.engine.failure.DifferenceException;
import org.diskreplicator.engine.inspect.DiskName;
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
    description = "What is free in SOURCE is not compared.",
    sortOptions = false,
    footer = {"%nExample:", "  diskrep verify disk.raw backup.qcow2", ExitStatus.FOOTER})
final class VerifyCommand implements Callable<Integer> {
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

  @Mixin private SourceOptions sourceOptions = new SourceOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  private final Toolbox tools;

  VerifyCommand(Toolbox tools) {
    this.tools = tools;
  }

  @Override
  public Integer call() {
    try (CloneView view = output.json ? new JsonCloneView() : new TextCloneView(output.quiet);
        Session session = new Session(tools)) {
      SourceSpec spec = sourceOptions.spec(source);
      Inspection disk = session.inspector().inspect(spec);
      ImageInfo image =
          session
              .inspector()
              .open(new SourceSpec(DiskName.parse(copy), copyFormat, spec.external()));
      Verification result = session.verifier(view).verify(plan(disk, image), image);
      if (!result.equal()) {
        throw new DifferenceException("'" + image.path() + "' differs from the source.");
      }
      print(result);
      return ExitStatus.DONE;
    }
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
