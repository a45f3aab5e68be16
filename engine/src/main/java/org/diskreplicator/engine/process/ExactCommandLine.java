package org.diskreplicator.engine.process;

import java.util.List;
import org.apache.commons.exec.CommandLine;

/** Arguments that reach the program as they are; commons-exec trims white space off each. */
final class ExactCommandLine extends CommandLine {
  private final List<String> argv;

  ExactCommandLine(List<String> argv) {
    super(argv.get(0));
    this.argv = List.copyOf(argv);
  }

  @Override
  public String[] toStrings() {
    return argv.toArray(String[]::new);
  }
}
