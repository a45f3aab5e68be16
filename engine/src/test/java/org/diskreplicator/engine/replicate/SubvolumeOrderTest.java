package org.diskreplicator.engine.replicate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.diskreplicator.engine.port.BtrfsFileSystems.Access;
import org.diskreplicator.engine.port.BtrfsFileSystems.Subvolume;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class SubvolumeOrderTest {
  private static final Subvolume ROOT = subvolume(256, "root", null, "@");
  private static final Subvolume NESTED = subvolume(257, "nested", null, "@/var/lib");
  private static final Subvolume FIRST = subvolume(258, "first", "root", "snapshots/1");
  private static final Subvolume SECOND = subvolume(259, "second", "first", "snapshots/2");
  private static final Subvolume ORPHAN = subvolume(260, "orphan", "gone", "a");
  private static final Subvolume OTHER = subvolume(261, "other", "gone", "b");

  private static Subvolume subvolume(
      long number, String uuid, @Nullable String parent, String path) {
    return new Subvolume(
        number,
        5,
        number,
        uuid,
        Optional.ofNullable(parent),
        Optional.empty(),
        Access.WRITABLE,
        Path.of(path));
  }

  /** After a rollback the writable one is younger than the snapshot that it was made from. */
  @Test
  void snapshotsComeAfterTheirOriginals() {
    Subvolume young = subvolume(300, "young", null, "young");
    Subvolume old = subvolume(256, "old", "young", "old");
    assertThat(new SubvolumeOrder(List.of(old, young)).parentsFirst()).containsExactly(young, old);
    assertThat(new SubvolumeOrder(List.of(SECOND, FIRST, ROOT)).parentsFirst())
        .containsExactly(ROOT, FIRST, SECOND);
  }

  @Test
  void identifiersThatNameEachOtherAreNoEndlessLoop() {
    Subvolume one = subvolume(256, "one", "two", "one");
    Subvolume two = subvolume(257, "two", "one", "two");
    assertThat(new SubvolumeOrder(List.of(one, two)).parentsFirst())
        .containsExactlyInAnyOrder(one, two);
  }

  @Test
  void containersComeBeforeWhatLiesInThem() {
    assertThat(new SubvolumeOrder(List.of(NESTED, ROOT)).outermostFirst())
        .containsExactly(ROOT, NESTED);
  }

  @Test
  void snapshotsOfWhatIsGoneAreChangesOfEachOther() {
    SubvolumeOrder order = new SubvolumeOrder(List.of(ROOT, ORPHAN, OTHER));
    assertThat(order.parent(OTHER)).isEmpty();
    assertThat(order.sibling(OTHER, List.of(ROOT, ORPHAN))).contains(ORPHAN);
    assertThat(order.sibling(ORPHAN, List.of(ROOT))).isEmpty();
  }
}
