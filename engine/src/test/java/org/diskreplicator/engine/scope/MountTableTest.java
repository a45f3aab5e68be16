package org.diskreplicator.engine.scope;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class MountTableTest {
  private static final String MOUNTINFO =
      """
      22 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw
      30 22 0:40 / /nowhere/a\\040b\\012c\\134d rw,nosuid master:2 - fuse.export /dev/fuse rw,user_id=0
      31 22 7:0 / /nowhere/x/deep rw - ext4 /dev/loop0 rw
      32 22 7:1 / /nowhere/x/deep rw - xfs /dev/loop1 rw
      """;

  private final MountTable table = MountTable.parse(MOUNTINFO);

  @Test
  void escapedNamesAreRead() throws IOException {
    assertThat(table.at(Path.of("/nowhere/a b\nc\\d")))
        .hasValueSatisfying(mount -> assertThat(mount.type()).isEqualTo("fuse.export"));
  }

  @Test
  void theTopmostOfSeveralCounts() throws IOException {
    assertThat(table.at(Path.of("/nowhere/x/deep")))
        .hasValueSatisfying(mount -> assertThat(mount.source()).isEqualTo("/dev/loop1"));
    assertThat(table.at(Path.of("/nowhere/x"))).isEmpty();
  }

  @Test
  void aFolderHoldsWhatIsMountedBelow() throws IOException {
    assertThat(table.holdsAnyBelow(Path.of("/nowhere/x"))).isTrue();
    assertThat(table.holdsAnyBelow(Path.of("/nowhere/x/deep"))).isTrue();
    assertThat(table.holdsAnyBelow(Path.of("/nowhere/x/de"))).isFalse();
  }

  @Test
  void sourcesAreKnown() {
    assertThat(table.hasSource("/dev/loop0")).isTrue();
    assertThat(table.hasSource("/dev/loop")).isFalse();
  }

  @Test
  void thisMachineHasARoot() throws IOException {
    assertThat(MountTable.current().holdsAnyBelow(Path.of("/proc"))).isTrue();
  }
}
