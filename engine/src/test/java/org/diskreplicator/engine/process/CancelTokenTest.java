package org.diskreplicator.engine.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.diskreplicator.engine.failure.CancelledException;
import org.junit.jupiter.api.Test;

final class CancelTokenTest {
  private final CancelToken token = new CancelToken();
  private final List<String> log = new ArrayList<>();

  @Test
  void aFreshTokenStopsNobody() {
    assertThat(token.isCancelled()).isFalse();
    assertThatCode(token::throwIfCancelled).doesNotThrowAnyException();
  }

  @Test
  void everyListenerHearsOnceInOrder() {
    token.onCancel(() -> log.add("first"));
    token.onCancel(() -> log.add("second"));
    token.cancel();
    token.cancel();
    assertThat(log).containsExactly("first", "second");
    assertThatThrownBy(token::throwIfCancelled).isInstanceOf(CancelledException.class);
  }

  @Test
  void whoComesLateHearsAtOnce() {
    token.cancel();
    token.onCancel(() -> log.add("late")).close();
    assertThat(log).containsExactly("late");
  }

  @Test
  void aWithdrawnListenerHearsNothing() {
    CancelToken.Subscription subscription = token.onCancel(() -> log.add("gone"));
    subscription.close();
    subscription.close();
    token.cancel();
    assertThat(log).isEmpty();
  }

  @Test
  void aChildEndsWithItsParent() {
    CancelToken child = token.child().child();
    child.onCancel(() -> log.add("child"));
    token.cancel();
    assertThat(child.isCancelled()).isTrue();
    assertThat(log).containsExactly("child");
    assertThat(token.child().isCancelled()).isTrue();
  }

  @Test
  void aParentOutlivesItsChild() {
    token.child().cancel();
    assertThat(token.isCancelled()).isFalse();
  }

  @Test
  void aListenerSeesTheTokenCancelledAndMayListenAgain() {
    token.onCancel(
        () -> {
          log.add("cancelled: " + token.isCancelled());
          token.onCancel(() -> log.add("nested"));
        });
    token.cancel();
    assertThat(log).containsExactly("cancelled: true", "nested");
  }
}
