package org.diskreplicator.engine.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import org.diskreplicator.engine.failure.CancelledException;
import org.diskreplicator.engine.process.CancelToken;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
final class CancellableAnswerTest {
  private final CancelToken cancel = new CancelToken();

  @Test
  void anAnswerComesThrough() {
    assertThat(new CancellableAnswer("secret"::toCharArray, cancel).get())
        .isEqualTo("secret".toCharArray());
  }

  @Test
  void aRefusalComesThroughAsItIs() {
    IllegalStateException refusal = new IllegalStateException("no terminal");
    CancellableAnswer answer =
        new CancellableAnswer(
            () -> {
              throw refusal;
            },
            cancel);
    assertThatThrownBy(answer::get).isSameAs(refusal);
  }

  @Test
  void aCancelEndsTheWaitingThoughNobodyAnswers() {
    CountDownLatch never = new CountDownLatch(1);
    CancellableAnswer answer =
        new CancellableAnswer(
            () -> {
              cancel.cancel();
              return awaited(never);
            },
            cancel);
    assertThatThrownBy(answer::get).isInstanceOf(CancelledException.class);
    never.countDown();
  }

  @Test
  void afterACancelNobodyIsAsked() {
    cancel.cancel();
    CancellableAnswer answer =
        new CancellableAnswer(
            () -> {
              throw new AssertionError("asked");
            },
            cancel);
    assertThatThrownBy(answer::get).isInstanceOf(CancelledException.class);
  }

  private static char[] awaited(CountDownLatch latch) {
    try {
      latch.await();
      return new char[0];
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
