package org.diskreplicator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.diskreplicator.engine.failure.CancelledException;
import org.diskreplicator.engine.failure.CleanupException;
import org.diskreplicator.engine.failure.CommandFailedException;
import org.diskreplicator.engine.failure.DifferenceException;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.failure.MissingPrerequisiteException;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.failure.ReplicationException;
import org.diskreplicator.engine.failure.ReplicatorFailedException;
import org.diskreplicator.engine.port.RemoteNames;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

final class FailuresTest {
  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(new DifferenceException("x"), 3),
        Arguments.of(new RefusedException("x"), 4),
        Arguments.of(new MissingPrerequisiteException("x", "y"), 5),
        Arguments.of(new CommandFailedException("x", List.of("y"), 1, ""), 6),
        Arguments.of(new ReplicatorFailedException("x", "y", "z", ""), 6),
        Arguments.of(new InputOutputException("x", new IOException("y")), 6),
        Arguments.of(new CleanupException(List.of("x"), List.of(new RefusedException("y"))), 6),
        Arguments.of(new CancelledException(), 130));
  }

  private static Captured execute(RuntimeException failure, String... arguments) {
    CommandLine line = new CommandLine(new Failing(failure));
    line.setExecutionExceptionHandler(
        (thrown, command, all) -> Failures.execution(thrown, command, all, new RemoteNames()));
    return Captured.of(() -> line.execute(arguments));
  }

  /** A command that fails. */
  @CommandLine.Command(name = "failing")
  static final class Failing implements Runnable {
    private final RuntimeException failure;

    @CommandLine.Mixin OutputOptions output = new OutputOptions();

    Failing(RuntimeException failure) {
      this.failure = failure;
    }

    @Override
    public void run() {
      throw failure;
    }
  }

  @ParameterizedTest
  @MethodSource("failures")
  void everyFailureHasItsStatus(ReplicationException failure, int status) {
    assertThat(ExitStatus.of(failure)).isEqualTo(status);
    Captured outcome = execute(failure);
    assertThat(outcome.status()).isEqualTo(status);
    assertThat(outcome.err()).isEqualTo("diskrep: " + failure.sentence() + "\n");
    assertThat(outcome.out()).isEmpty();
  }

  @Test
  void noFailureIsForgotten() {
    assertThat(failures().map(arguments -> arguments.get()[0].getClass().getName()))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(ReplicationException.class.getPermittedSubclasses())
                .map(Class::getName)
                .toList());
  }

  @Test
  void whatCouldNotBeReleasedAfterAFailureIsTold() {
    CancelledException stopped = new CancelledException();
    stopped.addSuppressed(
        new CleanupException(List.of("unmount /x"), List.of(new RefusedException("It is busy."))));
    Captured outcome = execute(stopped);
    assertThat(outcome.status()).isEqualTo(130);
    assertThat(outcome.err()).startsWith("warning: ").contains("unmount /x", "It is busy.");
  }

  @Test
  void whatNobodyExpectedIsABug() {
    Captured outcome = execute(new IllegalStateException("strange"));
    assertThat(outcome.status()).isEqualTo(ExitStatus.BUG);
    assertThat(outcome.err())
        .isEqualTo(
            "diskrep: This is a bug in diskrep: java.lang.IllegalStateException: strange; run"
                + " again with --debug and report what it prints\n");
    assertThat(execute(new IllegalStateException("strange"), "--debug").err())
        .contains("\tat org.diskreplicator.cli.FailuresTest");
  }
}
