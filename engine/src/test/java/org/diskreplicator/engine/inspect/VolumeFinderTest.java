package org.diskreplicator.engine.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.diskreplicator.engine.model.Content;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.FullCheck;
import org.diskreplicator.engine.model.Placement;
import org.diskreplicator.engine.model.Placement.Composed;
import org.diskreplicator.engine.model.Region;
import org.diskreplicator.engine.model.Signature;
import org.diskreplicator.engine.model.UsedMap;
import org.diskreplicator.engine.model.Volume;
import org.diskreplicator.engine.port.FakeWindows;
import org.diskreplicator.engine.port.ImageFiles;
import org.diskreplicator.engine.port.Window;
import org.diskreplicator.engine.port.Windows;
import org.diskreplicator.engine.volume.Keyring;
import org.diskreplicator.engine.volume.LayerReader;
import org.diskreplicator.engine.volume.Member;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class VolumeFinderTest {
  private static final int KIB = 1024;
  private static final Extent WHOLE = new Extent(0, 1024 * KIB);

  private final Path disk;
  private final Map<String, Signature> signatures = new HashMap<>();
  private final List<String> read = new ArrayList<>();
  private boolean canShowVolumes = true;

  VolumeFinderTest(@TempDir Path folder) throws IOException {
    disk = folder.resolve("disk");
    try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
      file.setLength(WHOLE.length());
    }
  }

  /** A volume of all but the first KiB of each member; the last KiB of a member is free. */
  private LayerReader layer(String name) {
    return new LayerReader() {
      @Override
      public Set<String> contents() {
        return Set.of(name);
      }

      @Override
      public Found read(List<Member> members) {
        members.forEach(member -> read.add(name + " of " + member.title()));
        return new Found(
            members.stream().map(VolumeFinderTest::memberMap).toList(),
            members.stream().map(member -> volume(name, member)).toList());
      }
    };
  }

  private static UsedMap memberMap(Member member) {
    ExtentSet last = ExtentSet.builder().add(member.size() - KIB, member.size()).build();
    return new UsedMap(member.size(), last, ContentState.CLEAN, Optional.empty(), "its table");
  }

  private static Volume volume(String name, Member member) {
    return volume(name + " of " + member.title(), member, KIB, member.size() - 2 * KIB);
  }

  private static Volume volume(String name, Member member, long offset, long size) {
    Placement place = Composed.linear(member.placement(), new Extent(offset, size));
    return new Volume(name, size, Optional.of(place), new Content.Unknown(), used(size));
  }

  private static UsedMap used(long size) {
    return UsedMap.allUsed(size, ContentState.UNKNOWN, "not looked at");
  }

  private Region region(String content) {
    Content found = Content.of(Signature.ofType(content));
    return new Region(Region.Kind.BARE, WHOLE, Optional.empty(), found, used(WHOLE.length()));
  }

  /** Of volumes, too, where they can be shown. */
  private final class Shown implements Windows {
    private final Windows others = new FakeWindows();

    @Override
    public Window disk(ImageFiles.View image) {
      return others.disk(image);
    }

    @Override
    public Window region(ImageFiles.View image, Extent region) {
      return others.region(image, region);
    }

    @Override
    public Window volume(Path disk, Placement placement) {
      return canShowVolumes
          ? others.volume(disk, placement)
          : Windows.super.volume(disk, placement);
    }
  }

  private VolumeFinder.Found find(Region region, LayerReader... layers) {
    VolumeFinder finder = new VolumeFinder(List.of(layers), new Keyring());
    return finder.find(
        disk,
        List.of(region),
        new VolumeFinder.Eyes(
            new Shown(),
            (path, extent) ->
                signatures.getOrDefault(path.getFileName().toString(), Signature.NONE),
            (content, path, extent) -> map(content, extent)));
  }

  /** The second half of an ext4 is free. */
  private static UsedMap map(Content content, Extent extent) {
    return content instanceof Content.Ext
        ? new UsedMap(
            extent.length(),
            ExtentSet.builder().add(extent.length() / 2, extent.length()).build(),
            ContentState.CLEAN,
            Optional.of(FullCheck.EXT),
            "its bitmap")
        : used(extent.length());
  }

  @Test
  void diskWithoutLayersIsLeftAsItIs() {
    Region region = region("ext4");
    VolumeFinder.Found found = find(region, layer("LVM2_member"));
    assertThat(found.regions()).containsExactly(region);
    assertThat(found.volumes()).isEmpty();
  }

  @Test
  void volumesAreMappedByWhatTheyHold() {
    signatures.put("volume-" + 1022 * KIB, Signature.ofType("ext4"));
    VolumeFinder.Found found = find(region("LVM2_member"), layer("LVM2_member"));
    assertThat(found.volumes())
        .extracting(Volume::title)
        .containsExactly("volume LVM2_member of disk");
    assertThat(found.volumes().get(0).freeOnDisk())
        .isEqualTo(ExtentSet.builder().add(512 * KIB, 1023 * KIB).build());
    assertThat(found.regions().get(0).freeOnDisk())
        .isEqualTo(ExtentSet.builder().add(1023 * KIB, 1024 * KIB).build());
  }

  /** The layer that is given last waits for the others, whatever the disk begins with. */
  @Test
  void layersLieInEachOther() {
    signatures.put("volume-" + 1022 * KIB, Signature.ofType("linux_raid_member"));
    signatures.put("volume-" + 1020 * KIB, Signature.ofType("LVM2_member"));
    signatures.put("volume-" + 1018 * KIB, Signature.ofType("ext4"));
    VolumeFinder.Found found =
        find(
            region("crypto_LUKS"),
            layer("linux_raid_member"),
            layer("crypto_LUKS"),
            layer("LVM2_member"));
    assertThat(found.volumes()).hasSize(3);
    assertThat(found.volumes().get(2).content().name()).isEqualTo("ext4");
    assertThat(found.volumes().get(2).freeOnDisk())
        .isEqualTo(ExtentSet.builder().add((3 + 509) * KIB, (3 + 1018) * KIB).build());
  }

  @Test
  void layersWithoutEndEnd() {
    for (int size = 1022; size > 900; size -= 2) {
      signatures.put("volume-" + size * KIB, Signature.ofType("crypto_LUKS"));
    }
    VolumeFinder.Found found = find(region("crypto_LUKS"), layer("crypto_LUKS"));
    assertThat(found.volumes()).hasSizeBetween(8, 20);
    assertThat(found.volumes().get(found.volumes().size() - 1).usedMap().free().isEmpty()).isTrue();
  }

  @Test
  void whereVolumesCannotBeShownTheyAreUsed() {
    canShowVolumes = false;
    VolumeFinder.Found found = find(region("LVM2_member"), layer("LVM2_member"));
    assertThat(found.volumes().get(0).freeOnDisk().isEmpty()).isTrue();
    assertThat(found.volumes().get(0).usedMap().reason()).contains("fuse3");
  }

  /** One might call free what the other uses. */
  @Test
  void volumesThatShareBytesAreUsed() {
    signatures.put("volume-" + 1000 * KIB, Signature.ofType("ext4"));
    LayerReader sharing =
        new LayerReader() {
          @Override
          public Set<String> contents() {
            return Set.of("LVM2_member");
          }

          @Override
          public Found read(List<Member> members) {
            Member member = members.get(0);
            return new Found(
                List.of(memberMap(member)),
                List.of(
                    volume("a", member, 0, 1000 * KIB), volume("b", member, 999 * KIB, 20 * KIB)));
          }
        };
    VolumeFinder.Found found = find(region("LVM2_member"), sharing);
    assertThat(found.volumes()).allMatch(volume -> volume.freeOnDisk().isEmpty());
    assertThat(found.regions().get(0).freeOnDisk().isEmpty()).isTrue();
  }

  /** What partitions that overlap hold is not looked into. */
  @Test
  void whatIsInDoubtIsNoMember() {
    Region doubtful =
        region("LVM2_member")
            .with(UsedMap.allUsed(WHOLE.length(), ContentState.DAMAGED, "it overlaps another"));
    assertThat(find(doubtful, layer("LVM2_member")).volumes()).isEmpty();
    assertThat(read).isEmpty();
  }

  @Test
  void membersCanBeRead() throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
      file.seek(5000);
      file.write(77);
    }
    ByteBuffer one = ByteBuffer.allocate(1);
    LayerReader reading =
        new LayerReader() {
          @Override
          public Set<String> contents() {
            return Set.of("LVM2_member");
          }

          @Override
          public Found read(List<Member> members) {
            try {
              members.get(0).bytes().read(5000, one);
            } catch (IOException e) {
              throw new AssertionError(e);
            }
            return new Found(List.of(memberMap(members.get(0))), List.of());
          }
        };
    find(region("LVM2_member"), reading);
    assertThat(one.get(0)).isEqualTo((byte) 77);
  }
}
