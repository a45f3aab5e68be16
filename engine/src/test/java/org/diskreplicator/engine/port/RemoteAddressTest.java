package org.diskreplicator.engine.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.port.RemoteAddress.Scheme;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RemoteAddressTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"nbd:x", "./nbd://x", "/nbd://x", "disk.raw", "://x", "a b://x", "1a://x"})
  void aPathIsNoAddress(String text) {
    assertThat(RemoteAddress.isAddress(text)).isFalse();
  }

  @Test
  void nbdHasAHostAPortAndAnExport() {
    RemoteAddress address = RemoteAddress.parse("nbd://[::1]:10810/my%20disk");
    assertThat(address.scheme()).isEqualTo(Scheme.NBD);
    assertThat(address.host()).isEqualTo("::1");
    assertThat(address.port()).hasValue(10810);
    assertThat(address.path()).isEqualTo("my disk");
    assertThat(RemoteAddress.parse("nbd://host").path()).isEmpty();
  }

  @Test
  void aSocketIsAPath() {
    RemoteAddress address =
        RemoteAddress.parse("nbds+unix:///disk?socket=/run/a%2Bb+c&tls-hostname=server");
    assertThat(address.socket()).contains(Path.of("/run/a+b+c"));
    assertThat(address.tlsName()).contains("server");
    assertThat(address.host()).isEmpty();
    assertThat(address.path()).isEqualTo("disk");
  }

  @Test
  void filesHaveUsers() {
    RemoteAddress ssh = RemoteAddress.parse("ssh://me@host/a/disk.raw");
    assertThat(ssh.user()).contains("me");
    assertThat(ssh.path()).isEqualTo("/a/disk.raw");
    assertThat(RemoteAddress.parse("HTTPS://host/x").scheme()).isEqualTo(Scheme.HTTPS);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http://host/x | use https://",
        "iscsi://host/x | are not known",
        "nbd:///x | names no host",
        "nbd://me@host/x | NBD knows no users",
        "nbd://me:secret@host/x | NBD knows no users and no passwords",
        "nbd://host/x?socket=/s | nbd+unix://",
        "nbd+unix:///x | needs its path",
        "nbd+unix://host/x?socket=/s | has no host",
        "nbd://host/x?tls-hostname=a | and nothing else",
        "nbds+unix:///x?socket=/s&password=x | and nothing else",
        "ssh://host | names no file",
        "https://host/x?token=a | may be a secret",
        "https://host/a b | is no address",
        "ssh://me:secret@host/x | let ssh use a key"
      })
  void whatCannotBeServedIsRefused(String text, String reason) {
    assertThatThrownBy(() -> RemoteAddress.parse(text))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining(reason)
        .hasMessageNotContaining("secret@");
  }

  @Test
  void aPasswordIsNotRepeatedEvenWhenTheAddressCannotBeRead() {
    assertThatThrownBy(() -> RemoteAddress.parse("https://me:pa ss@host/x?key=word"))
        .isInstanceOf(RefusedException.class)
        .hasMessageNotContaining("pa ss")
        .hasMessageNotContaining("word");
  }

  @Test
  void oneAddressIsAnotherByItsParts() {
    RemoteAddress address = RemoteAddress.parse("nbd://host/x");
    assertThat(address.isSame(RemoteAddress.parse("NBD://HOST:10809/x"))).isTrue();
    assertThat(address.isSame(RemoteAddress.parse("nbd://host/y"))).isFalse();
  }
}
