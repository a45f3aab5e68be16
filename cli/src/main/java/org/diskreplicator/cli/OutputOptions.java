package org.diskreplicator.cli;

import picocli.CommandLine.Option;

/** Options that every command has. */
final class OutputOptions {
  @Option(
      names = "--json",
      description = "Print results as JSON, one object a line, on standard output.")
  boolean json;

  @Option(
      names = {"-q", "--quiet"},
      description = "Print results and errors only, no progress.")
  boolean quiet;

  @Option(names = "--debug", description = "Print a stack trace with an error.")
  boolean debug;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Print this help.")
  boolean help;
}
