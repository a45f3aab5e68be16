package org.diskreplicator.engine.contributed;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.diskreplicator.engine.failure.CancelledException;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.failure.ReplicatorFailedException;
import org.diskreplicator.engine.port.Replicator.Progress;
import org.diskreplicator.engine.process.CancelToken;
import org.diskreplicator.engine.process.ForeignCommand;
import org.diskreplicator.engine.process.ForeignResult;
import org.diskreplicator.engine.process.ForeignRunner;
import org.diskreplicator.engine.scope.CleanupStack;
import org.diskreplicator.engine.scope.Undo;

/** Runs a program for one verb, and makes one sentence of whatever it does wrong. */
final class Conversation {
  private static final int DONE = 0;
  private static final int FAILED = 1;
  private static final int NOT_PROVIDED = 2;
  private static final int REFUSED = 3;
  private static final int FIRST_SIGNAL = 128;
  private static final int LAST_SIGNAL = 192;

  private final Contribution contribution;
  private final ForeignRunner runner;
  private final CleanupStack stack;
  private final String searchPath;

  Conversation(
      Contribution contribution, ForeignRunner runner, CleanupStack stack, String searchPath) {
    this.contribution = contribution;
    this.runner = runner;
    this.stack = stack;
    this.searchPath = searchPath;
  }

  /**
   * What a program that succeeded answered.
   *
   * @param provided false when it does not know the verb
   */
  record Reply(boolean provided, OptionalLong bytes, List<String> warnings) {}

  /**
   * Runs it to its end.
   *
   * @throws RefusedException when it says that this content cannot be made anew
   * @throws ReplicatorFailedException when it does anything else than the protocol says
   * @throws CancelledException when {@code stop} is cancelled
   */
  Reply ask(Verb verb, Request request, Progress progress, CancelToken stop) {
    Answer answer = new Answer(progress);
    String marker = "replicator-" + UUID.randomUUID();
    CleanupStack.Entry entry = stack.push(new Undo.EndMarked(marker));
    ForeignResult result =
        runner.run(
            new ForeignCommand(
                step(verb),
                contribution.program(),
                List.of(verb.word()),
                request.json(verb),
                request.scratch(),
                environment(request),
                marker,
                contribution.manifest().limit(verb),
                answer,
                stop));
    stack.release(entry);
    return new Ending(verb, answer, result).judge();
  }

  private String step(Verb verb) {
    return "running the replicator '" + name() + "' for " + verb.doing();
  }

  private String name() {
    return contribution.manifest().name();
  }

  private Map<String, String> environment(Request request) {
    Map<String, String> environment = new LinkedHashMap<>(request.variables());
    environment.put("PATH", searchPath);
    environment.put("LC_ALL", "C.UTF-8");
    environment.put("HOME", request.scratch().toString());
    environment.put("TMPDIR", request.scratch().toString());
    return environment;
  }

  /** How it ended, and what that means. */
  private final class Ending {
    private final Verb verb;
    private final Answer answer;
    private final ForeignResult result;

    Ending(Verb verb, Answer answer, ForeignResult result) {
      this.verb = verb;
      this.answer = answer;
      this.result = result;
    }

    Reply judge() {
      requireDecentEnd();
      return switch (result.exitCode()) {
        case DONE -> done();
        case FAILED -> throw failure(answer.reason().orElse("it reported a failure"));
        case NOT_PROVIDED -> new Reply(false, OptionalLong.empty(), List.of());
        case REFUSED ->
            throw new RefusedException(
                "The replicator '" + name() + "' refuses this content: " + reason() + ".");
        default -> throw failure(oddExit());
      };
    }

    private void requireDecentEnd() {
      switch (result.end()) {
        case TIMED_OUT ->
            throw failure(
                "it did not end within "
                    + contribution.manifest().limit(verb).toSeconds()
                    + " seconds and was killed");
        case LINE_TOO_LONG -> throw failure("it printed a line of more than 64 KiB and was killed");
        case REJECTED -> throw failure(answer.violation().orElse("it printed nonsense"));
        case EXITED -> requireNobodyLeft();
      }
    }

    private void requireNobodyLeft() {
      if (result.leftBehind() > 0) {
        throw failure(
            result.leftBehind() == 1
                ? "it left a process behind, which was killed"
                : "it left " + result.leftBehind() + " processes behind, which were killed");
      }
    }

    private Reply done() {
      answer
          .reason()
          .ifPresent(
              reason -> {
                throw failure("it ended with 0, but gave a reason for failing: " + reason);
              });
      if (verb == Verb.SMALLEST && answer.bytes().orElse(0) <= 0) {
        throw failure("it ended with 0, but without a result that tells the bytes");
      }
      return new Reply(true, answer.bytes(), answer.warnings());
    }

    private String oddExit() {
      int code = result.exitCode();
      return code > FIRST_SIGNAL && code < LAST_SIGNAL
          ? "it ended by signal " + (code - FIRST_SIGNAL)
          : "it ended with code " + code + ", which has no meaning";
    }

    /** A script need not print JSON to say why. */
    private String reason() {
      String last = result.stderr().lines().reduce((first, second) -> second).orElse("");
      String reason = answer.reason().orElse(last.isBlank() ? "it gives no reason" : last);
      return reason.replaceFirst("\\.$", "");
    }

    private ReplicatorFailedException failure(String what) {
      String said =
          Stream.concat(answer.log().stream(), result.stderr().lines())
              .collect(Collectors.joining("\n"));
      return new ReplicatorFailedException(name(), verb.doing(), what, said);
    }
  }
}
