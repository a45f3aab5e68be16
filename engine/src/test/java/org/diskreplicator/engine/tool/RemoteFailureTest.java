package org.diskreplicator.engine.tool;

import static org.assertj.core.api.Assertions.assertThat;

import org.diskreplicator.engine.port.RemoteAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EmptySource;

/** Lines of QEMU 7.2 and nbdkit 1.32. */
final class RemoteFailureTest {
  private static final RemoteAddress ADDRESS = RemoteAddress.parse("https://host/x");

  private static String sentence(String said) {
    return RemoteFailure.of(ADDRESS, said).sentence();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "qemu-storage-daemon: --blockdev {}: Failed to connect to 'h:1': Connection refused | nobody"
            + " serves",
        "qemu-storage-daemon: --blockdev {}: Bad initial magic received: 0x53 | is no NBD server",
        "nbdkit: curl[1]: error: server does not support 'range' (byte range) requests | parts of a",
        "nbdkit: curl[1]: error: HTTP response code said error: The requested URL returned error: 404"
            + " | no such file",
        "something: new | new"
      })
  void tellsWhatToDo(String said, String sentence) {
    assertThat(sentence(said)).startsWith("'https://host/x' cannot be opened: ").contains(sentence);
  }

  @ParameterizedTest
  @EmptySource
  void silenceIsAReasonToo(String said) {
    assertThat(sentence(said)).contains("did not answer");
  }
}
