package org.diskreplicator.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.diskreplicator.engine.attach.Attachment;
import org.diskreplicator.engine.attach.Attachments;
import org.diskreplicator.engine.model.Printable;
import org.diskreplicator.engine.wiring.Toolbox;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Ends what attach began. */
@Command(
    name = "detach",
    header = "Ends what attach began, once all is written to the image.",
    description = "Files that are mounted or open are not taken away: their users are named.",
    sortOptions = false,
    footer = {
      "%nExamples:",
      "  diskrep detach disk.qcow2  by the image",
      "  diskrep detach 1           by the number that attach printed",
      "  diskrep detach --all       everything",
      ExitStatus.FOOTER
    })
final class DetachCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "IMAGE|ID",
      description = "The image, or the number that attach printed.")
  private Optional<String> name = Optional.empty();

  @Option(names = "--all", description = "Detach everything.")
  private boolean all;

  @Mixin private OutputOptions output = new OutputOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  private final Toolbox tools;

  DetachCommand(Toolbox tools) {
    this.tools = tools;
  }

  @Override
  public Integer call() {
    if (all == name.isPresent()) {
      throw new ParameterException(
          spec.commandLine(), all ? "--all takes no IMAGE" : "IMAGE, ID or --all is missing");
    }
    Attachments attachments = tools.attachments();
    print(all ? detachAll(attachments) : attachments.detach(name.orElseThrow()));
    return ExitStatus.DONE;
  }

  private static List<Attachment> detachAll(Attachments attachments) {
    List<Attachment> found = attachments.list();
    found.forEach(attachments::detach);
    return found;
  }

  private void print(List<Attachment> detached) {
    if (output.json) {
      System.out.println(json(detached));
    } else if (detached.isEmpty()) {
      System.out.println("Nothing is attached.");
    } else {
      detached.forEach(
          one -> System.out.println("Detached " + Printable.of(one.image().toString()) + "."));
    }
  }

  private static JsonObject json(List<Attachment> detached) {
    JsonArray list = new JsonArray();
    for (Attachment one : detached) {
      JsonObject entry = new JsonObject();
      entry.addProperty("id", one.id());
      entry.addProperty("image", one.image().toString());
      list.add(entry);
    }
    JsonObject json = new JsonObject();
    json.add("detached", list);
    return json;
  }
}
