package org.diskreplicator.engine.execute;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.diskreplicator.engine.model.Area;
import org.diskreplicator.engine.model.Content;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.FullCheck;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.model.Placement;
import org.diskreplicator.engine.model.Region;
import org.diskreplicator.engine.model.UsedMap;
import org.diskreplicator.engine.model.Volume;
import org.diskreplicator.engine.port.FakeWindows;
import org.diskreplicator.engine.port.FileSystemChecks;
import org.diskreplicator.engine.port.ImageFiles.View;
import org.junit.jupiter.api.Test;

final class AreaCheckTest {
  private static final View DISK = new View(Path.of("/disk"), ImageFormat.RAW);
  private static final Extent PLACE = new Extent(4096, 8192);

  private final FakeWindows windows = new FakeWindows();
  private final List<String> checked = new ArrayList<>();

  private void run(Area area, FullCheck check) {
    FileSystemChecks checks =
        (kind, file, offset) -> {
          checked.add(kind + " " + file + " " + offset);
          return new FileSystemChecks.Verdict(true, "");
        };
    assertThat(AreaCheck.run(checks, windows, DISK, area, check).agrees()).isTrue();
  }

  private static UsedMap map(long size) {
    return UsedMap.allUsed(size, ContentState.CLEAN, "");
  }

  private static Region region(Region.Kind kind) {
    return new Region(kind, PLACE, Optional.empty(), new Content.Unknown(), map(PLACE.length()));
  }

  @Test
  void extIsCheckedWhereItLiesOnTheDisk() {
    run(region(Region.Kind.BARE), FullCheck.EXT);
    assertThat(checked).containsExactly("EXT /disk 4096");
    assertThat(windows.opened()).containsExactly("disk /disk");
  }

  /** Its check opens for writing what it may write to. */
  @Test
  void xfsIsNeverGivenTheDiskItself() {
    run(region(Region.Kind.BARE), FullCheck.XFS);
    assertThat(checked).containsExactly("XFS /region-4096 0");
    assertThat(windows.opened()).containsExactly("disk /disk", "region /disk 4096+8192");
  }

  @Test
  void aBareFatIsTheDisk() {
    run(region(Region.Kind.BARE), FullCheck.FAT);
    assertThat(checked).containsExactly("FAT /disk 4096");
  }

  @Test
  void aVolumeIsCheckedInItsWindowEvenExt() {
    Placement place = Placement.Composed.linear(new Placement.Direct(PLACE), new Extent(512, 4096));
    run(
        new Volume("vg/root", 4096, Optional.of(place), new Content.Unknown(), map(4096)),
        FullCheck.EXT);
    assertThat(checked).containsExactly("EXT /volume-4096 0");
    assertThat(windows.opened()).containsExactly("disk /disk", "volume /disk 4096");
  }
}
