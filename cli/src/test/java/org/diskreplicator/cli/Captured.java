package org.diskreplicator.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntSupplier;
import org.diskreplicator.engine.process.CancelToken;
import org.diskreplicator.engine.process.ToolPaths;
import org.diskreplicator.engine.wiring.Toolbox;

/** What a command printed, and its exit status. */
record Captured(int status, String out, String err) {

  /** Runs a command line on a machine without any program. */
  static Captured command(String... arguments) {
    Toolbox tools = new Toolbox(new ToolPaths(List.of()), new CancelToken());
    return of(() -> Main.commandLine(tools, arguments).execute(arguments));
  }

  static Captured of(Runnable act) {
    return of(
        () -> {
          act.run();
          return 0;
        });
  }

  static Captured of(IntSupplier act) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
    ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(outBytes, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(errBytes, true, StandardCharsets.UTF_8));
    try {
      int status = act.getAsInt();
      return new Captured(
          status,
          outBytes.toString(StandardCharsets.UTF_8),
          errBytes.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }
}
