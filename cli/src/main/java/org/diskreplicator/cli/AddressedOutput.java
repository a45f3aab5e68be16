package org.diskreplicator.cli;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.diskreplicator.engine.port.RemoteNames;

/** Prints each remote disk by its address, wherever a text names the file by which it is seen. */
final class AddressedOutput extends PrintStream {
  private final RemoteNames names;

  private AddressedOutput(PrintStream out, RemoteNames names) {
    super(out, true, StandardCharsets.UTF_8);
    this.names = names;
  }

  /** Takes the place of both standard streams, where an argument may be an address. */
  static void install(RemoteNames names, String... arguments) {
    for (String argument : arguments) {
      if (argument.contains("://")) {
        System.setOut(new AddressedOutput(System.out, names));
        System.setErr(new AddressedOutput(System.err, names));
        return;
      }
    }
  }

  /** All other ways to print a text lead here. */
  @Override
  public void print(String text) {
    super.print(names.shown(String.valueOf(text)));
  }
}
