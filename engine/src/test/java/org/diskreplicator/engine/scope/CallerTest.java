package org.diskreplicator.engine.scope;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CallerTest {
  @Test
  void itsTextIsReadAsTheSame() {
    Caller caller = new Caller("mwt1-12-x9", 65534, 4294967294L, 0077);
    assertThat(caller.text()).isEqualTo("mwt1-12-x9:65534:4294967294:77");
    assertThat(Caller.of(Map.of(Caller.VARIABLE, caller.text()))).hasValue(caller);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "../x:1:2:3", "a/b:1:2:3", "a:1:2:9", "a:-1:2:3", "a:1:2:3:4"})
  void nothingElseIsACaller(String text) {
    assertThat(Caller.of(Map.of(Caller.VARIABLE, text))).isEmpty();
    assertThat(Caller.of(Map.of())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"022, rw-r--r--, rwxr-xr-x", "077, rw-------, rwx------", "0, rw-rw-rw-, rwxrwxrwx"})
  void whatItOwnsIsAsIfTheCallerHadMadeIt(
      String umask, String file, String folder, @TempDir Path temp) throws IOException {
    Caller me = Caller.ofThisProcess("x");
    Caller caller = new Caller(me.run(), me.userId(), me.groupId(), Integer.parseInt(umask, 8));
    Path made = Files.createFile(temp.resolve("file"));
    Path around = Files.createDirectory(temp.resolve("folder"));
    caller.own(made);
    caller.own(around);
    assertThat(permissions(made)).isEqualTo(file);
    assertThat(permissions(around)).isEqualTo(folder);
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void thisProcessIsACaller(@TempDir Path temp) throws IOException {
    Caller me = Caller.ofThisProcess("x");
    Path made = Files.createFile(temp.resolve("file"));
    assertThat(((Number) Files.getAttribute(made, "unix:uid")).longValue()).isEqualTo(me.userId());
    assertThat(((Number) Files.getAttribute(made, "unix:gid")).longValue()).isEqualTo(me.groupId());
    assertThat(me.umask()).isBetween(0, 0777);
  }
}
