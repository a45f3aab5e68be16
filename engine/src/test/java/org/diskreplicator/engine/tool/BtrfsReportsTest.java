package org.diskreplicator.engine.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.port.BtrfsFileSystems.Access;
import org.diskreplicator.engine.port.BtrfsFileSystems.Profiles;
import org.diskreplicator.engine.port.BtrfsFileSystems.Subvolume;
import org.junit.jupiter.api.Test;

/** What btrfs(8) 6.2 prints. */
final class BtrfsReportsTest {
  private static final Path MOUNT = Path.of("/m");
  private static final String ROOT =
      "ID 256 gen 11 cgen 9 top level 5 parent_uuid -                                   "
          + " received_uuid -                                    uuid"
          + " bac60961-eb42-a743-89d4-75071eccf2e8 path @\n";
  private static final String SNAPSHOT =
      "ID 261 gen 10 cgen 10 top level 256 parent_uuid bac60961-eb42-a743-89d4-75071eccf2e8"
          + " received_uuid 70868b99-f9d9-1845-9c87-32aed3e31a42 uuid"
          + " 26413067-1ffc-124d-a225-6ce2507230dc path @/a name/snap path\n";

  @Test
  void subvolumesAreListedWithTheirRelations() {
    List<Subvolume> found =
        BtrfsListing.parse(MOUNT, ROOT + SNAPSHOT, "ID 261 gen 10 top level 256 path x\n");
    assertThat(found).hasSize(2);
    Subvolume root = found.get(0);
    assertThat(root.number()).isEqualTo(256);
    assertThat(root.parent()).isEmpty();
    assertThat(root.access()).isEqualTo(Access.WRITABLE);
    assertThat(root.path()).isEqualTo(Path.of("@"));
    Subvolume snapshot = found.get(1);
    assertThat(snapshot.container()).isEqualTo(256);
    assertThat(snapshot.created()).isEqualTo(10);
    assertThat(snapshot.parent()).contains(root.uuid());
    assertThat(snapshot.received()).contains("70868b99-f9d9-1845-9c87-32aed3e31a42");
    assertThat(snapshot.access()).isEqualTo(Access.READ_ONLY);
    assertThat(snapshot.path()).isEqualTo(Path.of("@/a name/snap path"));
  }

  @Test
  void aNameThatIsNoTextKeepsItsBytes() {
    String line = ROOT.replace("path @", "path caf\u00e9");
    Path path = BtrfsListing.parse(MOUNT, line, "").get(0).path();
    assertThat(RawName.readable(RawName.bytes(MOUNT.resolve(path)))).isEqualTo("/m/caf\\xe9");
  }

  @Test
  void aNameWithALineBreakIsRefused() {
    assertThatThrownBy(() -> BtrfsListing.parse(MOUNT, ROOT.replace("@", "@\nx"), ""))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("line break");
  }

  private static final String STRIPE = "\t\t\tstripe 0 devid 1 offset 22020096\n";

  private static String chunk(long length, String type) {
    return "\t\tlength " + length + " owner 2 stripe_len 65536 type " + type + "\n";
  }

  @Test
  void profilesAreThoseOfTheChunks() {
    String dump =
        chunk(8 << 20, "DATA|single")
            + chunk(8 << 20, "SYSTEM|DUP")
            + chunk(1 << 20, "METADATA|DUP");
    assertThat(BtrfsChunks.parse(dump + chunk(2 << 20, "METADATA|DUP") + STRIPE))
        .isEqualTo(new Profiles("single", "dup", 3 << 20, List.of(22_020_096L)));
  }

  @Test
  void mixedChunksAreBoth() {
    assertThat(BtrfsChunks.parse(chunk(4 << 20, "DATA|METADATA|single")))
        .isEqualTo(new Profiles("single", "single", 4 << 20, List.of()));
    assertThat(BtrfsChunks.parse(chunk(4 << 20, "DATA|METADATA")))
        .isEqualTo(new Profiles("single", "single", 4 << 20, List.of()));
  }

  @Test
  void aDumpWithoutChunksIsRefused() {
    assertThatThrownBy(() -> BtrfsChunks.parse(new String(new byte[0], StandardCharsets.UTF_8)))
        .isInstanceOf(RefusedException.class);
  }
}
