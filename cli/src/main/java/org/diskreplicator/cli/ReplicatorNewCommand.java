package org.diskreplicator.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a replicator that works, to be changed. */
@Command(
    name = "new",
    header = "Begins a replicator: a program that works, and its manifest.",
    description = {
      "What it writes makes the content by its mkfs, has the files copied by diskrep, and checks it"
          + " by its fsck. It passes diskrep replicator test for ext2, ext3 and ext4 as it is."
    },
    sortOptions = false,
    footer = {
      "%nExamples:",
      "  diskrep replicator new mine --language sh",
      "  diskrep replicator new my-minix --language python --content minix",
      ExitStatus.FOOTER
    })
final class ReplicatorNewCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "NAME",
      description = "Its name, and that of the file: small letters, digits and . _ -")
  private String name = "";

  @Option(
      names = "--language",
      paramLabel = "sh|python",
      required = true,
      converter = Converters.LanguageName.class,
      description = "What the program is written in.")
  private ReplicatorSkeleton.Language language = ReplicatorSkeleton.Language.SH;

  @Option(
      names = "--content",
      paramLabel = "TYPE",
      defaultValue = "ext2",
      description = "The content that it serves, as diskrep inspect names it. Default: ext2.")
  private String content = "ext2";

  @Option(
      names = "--folder",
      paramLabel = "DIR",
      description = "Where to write it. Default: the current folder.")
  private Path folder = Path.of("");

  @Mixin private OutputOptions output = new OutputOptions();

  @Override
  public Integer call() {
    Path program = new ReplicatorSkeleton(language, name, content).write(folder.toAbsolutePath());
    if (output.json) {
      System.out.println(ReplicatorSkeleton.json(program));
    } else {
      System.out.println("program   " + program);
      System.out.println("manifest  " + program + ".json");
      System.out.println("next      diskrep replicator test " + program);
    }
    return ExitStatus.DONE;
  }
}
