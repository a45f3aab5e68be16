package org.diskreplicator.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.diskreplicator.engine.model.Printable;
import org.diskreplicator.engine.wiring.Toolbox;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows what makes which content anew. */
@Command(
    name = "list",
    header = "Lists what makes which content anew, from where, and what of its needs is here.",
    description = {
      "Of two that serve a content the first one is taken, unless --replicator names another.",
      "Contributed replicators are looked for in the folders of --replicators, of"
          + " DISKREP_REPLICATORS, in ~/.local/share/diskrep/replicators, and in the one that comes"
          + " with diskrep."
    },
    sortOptions = false,
    footer = {
      "%nExamples:",
      "  diskrep replicator list",
      "  diskrep replicator list --replicators ./mine --json",
      ExitStatus.FOOTER
    })
final class ReplicatorListCommand implements Callable<Integer> {
  @Mixin private ReplicatorOptions replicators = new ReplicatorOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  private final Toolbox tools;

  ReplicatorListCommand(Toolbox tools) {
    this.tools = tools;
  }

  @Override
  public Integer call() {
    try (Session session = new Session(tools.with(replicators.choice()))) {
      ReplicatorCatalogue catalogue = session.catalogue();
      if (output.json) {
        catalogue.json().forEach(System.out::println);
      } else {
        print(catalogue);
      }
      return ExitStatus.DONE;
    }
  }

  private static void print(ReplicatorCatalogue catalogue) {
    catalogue.table().forEach(System.out::println);
    List<String> unusable = catalogue.unusable();
    if (!unusable.isEmpty()) {
      System.out.println();
      System.out.println("Cannot be used:");
      unusable.forEach(line -> System.out.println("  " + Printable.of(line)));
    }
  }
}
