package org.diskreplicator.engine.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.model.TargetFacts.Folder;
import org.diskreplicator.engine.model.TargetFacts.Place;
import org.diskreplicator.engine.port.RemoteAddress;
import org.diskreplicator.engine.process.CommandResult;
import org.diskreplicator.engine.scope.FarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What sftp of OpenSSH 9.2 said of an OpenSSH server. */
final class SftpListingTest {
  private static final RemoteAddress ADDRESS = RemoteAddress.parse("ssh://host/far/x");
  private static final FarFile FILE = SshFiles.far(ADDRESS);
  private static final String NO_FOLDER = "Can't change directory: \"/far/x\" is not a directory";
  private static final String NONE = "stat remote: No such file or directory";

  private static CommandResult said(int exitCode, String stdout, String stderr) {
    return new CommandResult(FILE.batch("looking"), exitCode, stdout, stderr);
  }

  private static Place place(String listed, String stderr) {
    String echo = "sftp> -ls -ln \"/far/x\"\n";
    return SftpListing.place(said(0, echo + listed, stderr), FILE);
  }

  @Test
  void eachKindIsKnown() {
    assertThat(place("", NONE + "\nCan't ls: \"/far/x\" not found")).isEqualTo(Place.FREE);
    assertThat(place("-rw-------    ? 0 0 17 Nov 23 23:12 /far/x", NO_FOLDER))
        .isEqualTo(Place.FILE);
    assertThat(place("lrwxrwxrwx    ? 0 0 7 Nov 23 23:04 /far/x", NONE)).isEqualTo(Place.OTHER);
    assertThat(place("prw-r--r--    ? 0 0 0 Nov 23 23:04 /far/x", NO_FOLDER))
        .isEqualTo(Place.OTHER);
    assertThat(place("", "")).isEqualTo(Place.FOLDER);
    assertThat(place("-rw-------    ? 0 0 17 Nov 23 23:12 /far/x/x", "")).isEqualTo(Place.FOLDER);
  }

  @Test
  void whatIsNotUnderstoodIsNotFree() {
    assertThat(place("", "a warning of ssh")).isEqualTo(Place.OTHER);
    assertThat(place("", "remote readdir(\"/far/x\"): Permission denied")).isEqualTo(Place.OTHER);
  }

  @Test
  void theRoomThatIsLeftIsTold() {
    String table =
        """
        sftp> -df "/far"
                Size         Used        Avail       (root)    %Capacity
           264212084     46674764     59716148    217537320          17%
        """;
    assertThat(SftpListing.space(said(0, table, NONE))).isEqualTo(59716148L * 1024);
    assertThat(SftpListing.space(said(0, table.replace(" 17%", " ERR"), NONE)))
        .isEqualTo(59716148L * 1024);
  }

  @Test
  void aServerThatTellsNoRoomIsTakenAsItIs() {
    String none = "Server does not support statvfs@openssh.com extension";
    assertThat(SftpListing.space(said(0, "sftp> -df \"/far\"\n", none))).isEqualTo(Long.MAX_VALUE);
    assertThat(place("", none)).isEqualTo(Place.FOLDER);
    assertThat(place("", none + "\n" + NONE + "\nCan't ls: \"/far/x\" not found"))
        .isEqualTo(Place.FREE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "stat remote: No such file or directory | MISSING",
        "realpath /far/none: No such file | MISSING",
        "Can't change directory: \"/far\" is not a directory | NOT_A_FOLDER",
        "stat remote: Permission denied | READ_ONLY"
      })
  void aFolderThatCannotBeEnteredIsTold(String stderr, Folder expected) {
    assertThat(SftpListing.folder(said(1, "", stderr), ADDRESS)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "No ED25519 host key is known for host | known_hosts",
        "ssh: connect to host host port 22: Connection refused | nobody serves there",
        "me@host: Permission denied (publickey). | your key",
        "ssh: Could not resolve hostname host: Name or service not known | its host is not known"
      })
  void aServerThatIsNotReachedIsOneSentence(String stderr, String reason) {
    assertThatThrownBy(
            () -> SftpListing.folder(said(255, "", stderr + "\nConnection closed"), ADDRESS))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining(reason)
        .hasMessageNotContaining("Connection closed");
  }
}
