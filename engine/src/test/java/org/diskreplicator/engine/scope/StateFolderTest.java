package org.diskreplicator.engine.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.diskreplicator.engine.failure.RefusedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StateFolderTest {
  private static final long ME = ProcessIdentity.effectiveUserId();

  private final Path temp;
  private final Path slashTmp;

  StateFolderTest(@TempDir Path temp) throws IOException {
    this.temp = temp.toRealPath();
    this.slashTmp = Files.createDirectory(this.temp.resolve("tmp"));
  }

  private Path of(Map<String, String> environment) {
    return StateFolder.of(environment, slashTmp, ME).path();
  }

  @Test
  void theNamedFolderComesFirst() {
    Path named = temp.resolve("named/deep");
    assertThat(of(Map.of("DISKREP_STATE", named.toString(), "HOME", temp.toString())))
        .isEqualTo(named);
  }

  @Test
  void thenTheStateHomeThenTheHome() {
    assertThat(of(Map.of("XDG_STATE_HOME", temp + "/xdg", "HOME", temp.toString())))
        .isEqualTo(temp.resolve("xdg/diskrep"));
    assertThat(of(Map.of("XDG_STATE_HOME", "relative", "HOME", temp.toString())))
        .isEqualTo(temp.resolve(".local/state/diskrep"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/proc/nowhere", "", "/tmp/a,b?c"})
  void aHomeThatDoesNotServeIsPassedOver(String home) {
    assertThat(of(Map.of("HOME", home))).isEqualTo(slashTmp.resolve("diskrep-" + ME));
  }

  @Test
  void onlyTheUserCanLookInside() throws IOException {
    Path open = Files.createDirectory(temp.resolve("open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
    of(Map.of("DISKREP_STATE", open.toString()));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(open)))
        .isEqualTo("rwx------");
  }

  @Test
  void aFolderOfSomebodyElseIsRefused() throws IOException {
    Files.createDirectory(slashTmp.resolve("diskrep-4711"));
    assertThatThrownBy(() -> StateFolder.of(Map.of(), slashTmp, 4711))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("DISKREP_STATE");
  }

  @Test
  void aLinkInTheSharedFolderIsRefused() throws IOException {
    Path elsewhere = Files.createDirectory(temp.resolve("elsewhere"));
    Files.createSymbolicLink(slashTmp.resolve("diskrep-" + ME), elsewhere);
    assertThatThrownBy(() -> of(Map.of())).isInstanceOf(RefusedException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a?b", "a,b", "a b", "a\nb", "ä"})
  void aNameThatToolsMisreadIsRefused(String name) {
    String path = temp + "/" + name;
    assertThatThrownBy(() -> of(Map.of("DISKREP_STATE", path)))
        .isInstanceOf(RefusedException.class)
        .message()
        .doesNotContain("\n");
  }
}
