package org.diskreplicator.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** Starts the command line. */
@Command(
    name = "diskrep",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = "Clones disks by copying only the bytes that matter.")
public final class Main implements Runnable {
  private Main() {}

  /** Runs one command and ends the process with its exit status. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Main()).execute(arguments));
  }

  @Override
  public void run() {
    new CommandLine(this).usage(System.out);
  }

  /** Reads the version from the jar. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"diskrep " + (version == null ? "(unpackaged)" : version)};
    }
  }
}
