package org.diskreplicator.engine.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.diskreplicator.engine.failure.MissingPrerequisiteException;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.model.Abilities;
import org.diskreplicator.engine.model.Ability;
import org.diskreplicator.engine.model.Content;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.model.FullCheck;
import org.diskreplicator.engine.model.Inspection;
import org.diskreplicator.engine.model.SampleDisk;
import org.diskreplicator.engine.model.UsedMap;
import org.diskreplicator.engine.port.FakeWindows;
import org.diskreplicator.engine.port.Replicator;
import org.diskreplicator.engine.port.Replicators;
import org.diskreplicator.engine.port.Resizers;
import org.diskreplicator.engine.process.CancelToken;
import org.junit.jupiter.api.Test;

final class AbilityProbeTest {
  private static final long MIB = SampleDisk.MIB;

  private final FakeWindows windows = new FakeWindows();
  private final Inspection disk =
      SampleDisk.of(100 * MIB)
          .partition(1, MIB, "ext4", SampleDisk.clean(20 * MIB, FullCheck.EXT))
          .partition(2, 21 * MIB, "vfat", SampleDisk.clean(20 * MIB, FullCheck.FAT))
          .partition(
              3, 41 * MIB, "ext4", UsedMap.allUsed(MIB, ContentState.DAMAGED, "it is damaged"))
          .inspect();

  private Abilities probe(Resizers resizers, Replicator... replicators) {
    return new AbilityProbe(windows, resizers, new Replicators(List.of(replicators)))
        .probe(disk, disk.regions());
  }

  private Ability of(Abilities abilities, int number) {
    return abilities.of(disk.regions().get(number - 1));
  }

  @Test
  void whatToolsCanDoIsAskedForContentsThatTheyServe() {
    Abilities found = probe(new FakeResizers(), new FakeReplicator());

    Ability ext = of(found, 1);
    assertThat(ext.smallestResized()).hasValue(5 * MIB);
    assertThat(ext.grows()).isTrue();
    assertThat(ext.rebuilding()).isEmpty();
    assertThat(ext.obstacle()).isEqualTo("no replicator makes ext4 anew");
    Ability fat = of(found, 2);
    assertThat(fat.smallestResized()).isEmpty();
    assertThat(fat.rebuilding())
        .contains(new Ability.Rebuilding("fake", 3 * MIB, true, Set.of("tool")));
    assertThat(windows.opened()).containsExactly("region /images/disk.raw 1048576+20971520");
  }

  @Test
  void whatIsDamagedIsLeftAlone() {
    assertThat(of(probe(new FakeResizers()), 3)).isEqualTo(Ability.none("it is damaged"));
  }

  @Test
  void onlyWhatIsWantedIsLookedAt() {
    Abilities found =
        new AbilityProbe(windows, new FakeResizers(), new Replicators(List.of()))
            .probe(disk, List.of(disk.regions().get(1)));

    assertThat(windows.opened()).isEmpty();
    assertThat(of(found, 1).grows()).isFalse();
  }

  @Test
  void aMissingToolIsAnObstacle() {
    Resizers missing =
        new FakeResizers() {
          @Override
          public Range range(Content content, Path window) {
            throw new MissingPrerequisiteException("resize2fs", "Install it.");
          }
        };

    assertThat(of(probe(missing), 1).obstacle())
        .isEqualTo("resize2fs is missing. Install it; no replicator makes ext4 anew");
  }

  @Test
  void aRefusalIsAnObstacle() {
    Replicator refusing =
        new FakeReplicator() {
          @Override
          public long smallest(Original original) {
            throw new RefusedException("Not this one.");
          }
        };

    Ability fat = of(probe(new FakeResizers(), refusing), 2);
    assertThat(fat.rebuilding()).isEmpty();
    assertThat(fat.obstacle()).endsWith("Not this one");
  }

  private static class FakeResizers implements Resizers {
    @Override
    public boolean serves(Content content) {
      return content.name().equals("ext4");
    }

    @Override
    public Range range(Content content, Path window) {
      assertThat(window).isEqualTo(Path.of("/images/region-1048576"));
      return new Range(OptionalLong.of(5 * MIB), true, "");
    }

    @Override
    public void resize(Content content, Path file, long bytes, CancelToken stop) {
      throw new UnsupportedOperationException();
    }
  }

  private static class FakeReplicator implements Replicator {
    @Override
    public String name() {
      return "fake";
    }

    @Override
    public Set<String> contents() {
      return Set.of("vfat");
    }

    @Override
    public Needs needs() {
      return new Needs(true, Set.of("tool"));
    }

    @Override
    public long smallest(Original original) {
      return 3 * MIB;
    }

    @Override
    public List<String> rebuild(
        Original original, Path target, Progress progress, CancelToken stop) {
      throw new UnsupportedOperationException();
    }
  }
}
