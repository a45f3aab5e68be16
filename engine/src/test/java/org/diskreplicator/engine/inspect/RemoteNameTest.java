package org.diskreplicator.engine.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.diskreplicator.engine.failure.RefusedException;
import org.junit.jupiter.api.Test;

final class RemoteNameTest {
  @Test
  void theNumberOfAPartitionFollowsTheAddress() {
    RemoteName name = RemoteName.parse("nbd://host/disk#12");
    assertThat(name.partition()).hasValue(12);
    assertThat(name.address().text()).isEqualTo("nbd://host/disk");
    assertThat(RemoteName.parse("nbd+unix:///d?socket=/s#2").partition()).hasValue(2);
  }

  @Test
  void nothingElseFollows() {
    assertThatThrownBy(() -> RemoteName.parse("nbd://host/disk#x"))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("%23");
  }

  @Test
  void aReferenceIsOneOrTheOther() {
    assertThat(DiskReference.parse("nbd://host/x")).isInstanceOf(RemoteName.class);
    assertThat(DiskReference.parse("./nbd://host/x")).isInstanceOf(DiskName.class);
  }
}
