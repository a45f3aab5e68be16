package org.diskreplicator.cli;

import java.util.concurrent.Callable;
import org.diskreplicator.engine.model.Inspection;
import org.diskreplicator.engine.wiring.Toolbox;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows what is on a disk. */
@Command(
    name = "inspect",
    header = "Shows what is on a disk and how much of it is used; changes nothing.",
    description = "The bar shows the disk to scale: full where all is used, blank where free.",
    sortOptions = false,
    footer = {
      "%nExamples:",
      "  diskrep inspect disk.qcow2",
      "  diskrep inspect /dev/sda --json",
      "  diskrep inspect https://server/images/disk.qcow2",
      ExitStatus.FOOTER
    })
final class InspectCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "DISK",
      description = "Image, device, address, or DISK#PARTITION.")
  private String disk = "";

  @Mixin private SourceOptions sourceOptions = new SourceOptions();
  @Mixin private KeyOptions keyOptions = new KeyOptions();
  @Mixin private RemoteOptions remoteOptions = new RemoteOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  private final Toolbox tools;

  InspectCommand(Toolbox tools) {
    this.tools = tools;
  }

  @Override
  public Integer call() {
    try (Session session = new Session(remoteOptions.in(keyOptions.tell(tools)))) {
      Inspection inspection = session.inspector().inspect(sourceOptions.spec(disk));
      if (output.json) {
        System.out.println(InspectionJson.of(inspection));
      } else {
        InspectionText.of(inspection).forEach(System.out::println);
      }
      return ExitStatus.DONE;
    }
  }
}
