package org.diskreplicator.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.diskreplicator.fixtures.FixtureDisks;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows which disks can be built. */
@Command(
    name = "list",
    header = "Lists the disks that can be built, and what this machine lacks for them.",
    description = "--json names the programs, too, that building a disk takes.",
    sortOptions = false,
    footer = {
      "%nExamples:",
      "  diskrep fixture list",
      "  diskrep fixture list --json",
      ExitStatus.FOOTER
    })
final class FixtureListCommand implements Callable<Integer> {
  @Mixin private OutputOptions output = new OutputOptions();

  @Override
  public Integer call() {
    List<FixtureOffer> offers = FixtureDisks.names().stream().map(FixtureOffer::of).toList();
    if (output.json) {
      offers.forEach(offer -> System.out.println(offer.json()));
    } else {
      FixtureOffer.table(offers).forEach(System.out::println);
    }
    return ExitStatus.DONE;
  }
}
