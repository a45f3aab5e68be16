package org.diskreplicator.cli;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.stream.Stream;
import org.diskreplicator.engine.failure.CleanupException;
import org.diskreplicator.engine.failure.ReplicationException;
import org.diskreplicator.engine.model.Printable;
import org.diskreplicator.engine.port.RemoteNames;
import org.diskreplicator.fixtures.FixtureException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Turns whatever went wrong into one sentence and an exit status. */
final class Failures {
  private Failures() {}

  static int usage(ParameterException failure, String[] arguments) {
    String hint = " (see " + failure.getCommandLine().getCommandSpec().qualifiedName() + " --help)";
    boolean json = List.of(arguments).contains("--json");
    return report(failure.getMessage() + hint, ExitStatus.USAGE, json);
  }

  /** Reports what {@code command} threw; {@code all} begins at the root, which has no options. */
  static int execution(
      Exception failure, CommandLine command, ParseResult all, RemoteNames remotes) {
    ParseResult parsed = command.getParseResult();
    boolean debug = parsed.hasMatchedOption("--debug");
    if (debug) {
      failure.printStackTrace();
    }
    boolean json = parsed.hasMatchedOption("--json");
    tellWhatIsLeft(failure);
    if (failure instanceof ReplicationException known) {
      return report(RemoteLoss.sentence(known, remotes), ExitStatus.of(known), json);
    }
    if (failure instanceof FixtureException) {
      return report("Building the disk failed: " + failure.getMessage(), ExitStatus.FAILED, json);
    }
    return report(
        "This is a bug in diskrep: "
            + failure
            + (debug ? "" : "; run again with --debug and report what it prints"),
        ExitStatus.BUG,
        json);
  }

  /** Releasing what the failed run held failed too, which must not be a secret. */
  private static void tellWhatIsLeft(Exception failure) {
    Stream.of(failure.getSuppressed())
        .filter(CleanupException.class::isInstance)
        .map(CleanupException.class::cast)
        .forEach(left -> System.err.println("warning: " + Printable.of(left.sentence())));
  }

  private static int report(String message, int status, boolean json) {
    System.err.println("diskrep: " + Printable.of(message));
    if (json) {
      JsonObject event = new JsonObject();
      event.addProperty("event", "failed");
      event.addProperty("exitStatus", status);
      event.addProperty("message", message);
      System.out.println(event);
    }
    return status;
  }
}
