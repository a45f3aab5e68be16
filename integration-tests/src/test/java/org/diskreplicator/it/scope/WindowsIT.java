package org.diskreplicator.it.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.diskreplicator.engine.failure.CancelledException;
import org.diskreplicator.engine.failure.CommandFailedException;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.port.ImageFiles.View;
import org.diskreplicator.engine.port.Window;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Images seen through windows, byte by byte. */
final class WindowsIT {
  private static final int DISK_BYTES = 6 << 20;
  private static final Extent PART = new Extent(1 << 20, (2 << 20) + 512);

  private final Path temp;
  private final Path state;
  private final byte[] disk = RealTools.noise(7, DISK_BYTES);

  WindowsIT(@TempDir Path temp) {
    this.temp = temp;
    this.state = temp.resolve("state");
  }

  @BeforeEach
  void needFuse() {
    RealTools.needFuse();
  }

  private Path image(Path path, ImageFormat format) throws IOException {
    Path raw = Files.write(temp.resolve("plain.raw"), disk);
    RealTools.run(
        "qemu-img",
        "convert",
        "-f",
        "raw",
        "-O",
        format.qemuName(),
        raw.toString(),
        path.toString());
    return path;
  }

  private byte[] part() {
    return Arrays.copyOfRange(disk, (int) PART.offset(), (int) PART.end());
  }

  private void leavesNothing(Path runFolder) throws IOException {
    assertThat(RealTools.processesWith(runFolder.toString())).isEmpty();
    assertThat(RealTools.mountedBelow(runFolder)).isFalse();
    assertThat(runFolder).doesNotExist();
  }

  @ParameterizedTest
  @EnumSource
  void eachFormatShowsTheDiskAndItsParts(ImageFormat format) throws IOException {
    Path image = image(temp.resolve("disk.img"), format);
    Path folder;
    try (Rig rig = new Rig(state)) {
      folder = rig.journal.folder();
      try (Window whole = rig.windows.disk(new View(image, format));
          Window part = rig.windows.region(new View(image, format), PART)) {
        assertThat(Files.readAllBytes(whole.path())).startsWith(disk);
        assertThat(Files.readAllBytes(part.path())).isEqualTo(part());
      }
      assertThat(RealTools.mountedBelow(folder)).isFalse();
      assertThat(RealTools.processesWith(folder.toString())).isEmpty();
    }
    leavesNothing(folder);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a?b,c=d.raw",
        "-o",
        "a:b",
        "json:{\"driver\":\"null-co\"}",
        "line\nfeed 'and' \"quotes\" $(id)\\",
        "äöü",
      })
  void hostileNamesAreOnlyNames(String name) throws IOException {
    Path image = Files.write(temp.resolve(name), disk);
    try (Rig rig = new Rig(state);
        Window whole = rig.windows.disk(new View(image, ImageFormat.RAW));
        Window part = rig.windows.region(new View(image, ImageFormat.RAW), PART)) {
      assertThat(Files.readAllBytes(whole.path())).isEqualTo(disk);
      assertThat(Files.readAllBytes(part.path())).isEqualTo(part());
      assertThat(List.of(whole.path(), part.path()))
          .allSatisfy(path -> assertThat(path.toString()).matches("[A-Za-z0-9/._-]+"));
    }
  }

  @Test
  void aRelativeBackingFileIsFoundInAFolderWithAHostileName() throws IOException {
    Path folder = Files.createDirectory(temp.resolve("a:b?c,\n{d}"));
    Path base = image(folder.resolve("base"), ImageFormat.QCOW2);
    Path overlay = folder.resolve("over lay");
    Path plain = temp.resolve("overlay.qcow2");
    RealTools.run(
        "qemu-img",
        "create",
        "-q",
        "-u",
        "-f",
        "qcow2",
        "-F",
        "qcow2",
        "-b",
        base.getFileName().toString(),
        plain.toString(),
        Integer.toString(DISK_BYTES));
    Files.move(plain, overlay);
    try (Rig rig = new Rig(state);
        Window part = rig.windows.region(new View(overlay, ImageFormat.QCOW2), PART)) {
      assertThat(Files.readAllBytes(part.path())).isEqualTo(part());
      Path copy = temp.resolve("copy that skips holes");
      RealTools.run("cp", part.path().toString(), copy.toString());
      assertThat(Files.readAllBytes(copy)).isEqualTo(part());
    }
  }

  @Test
  void aWindowCannotBeWrittenAndTheImageStays() throws IOException {
    Path image = image(temp.resolve("disk.qcow2"), ImageFormat.QCOW2);
    byte[] before = Files.readAllBytes(image);
    try (Rig rig = new Rig(state);
        Window window = rig.windows.disk(new View(image, ImageFormat.QCOW2))) {
      assertThatThrownBy(
              () -> {
                try (RandomAccessFile file = new RandomAccessFile(window.path().toFile(), "rw")) {
                  file.write(1);
                }
              })
          .isInstanceOf(IOException.class);
    }
    assertThat(Files.readAllBytes(image)).isEqualTo(before);
  }

  @Test
  void theEndOfARawFileThatIsNoWholeSectorIsShown() throws IOException {
    Path image = Files.write(temp.resolve("odd"), Arrays.copyOf(disk, 5 * 512 + 100));
    try (Rig rig = new Rig(state);
        Window window =
            rig.windows.region(new View(image, ImageFormat.RAW), new Extent(1024, 1636))) {
      assertThat(Files.readAllBytes(window.path()))
          .startsWith(Arrays.copyOfRange(disk, 1024, 5 * 512 + 100))
          .hasSize(2048);
    }
  }

  @Test
  void anImageThatIsNoneIsReportedAndLeavesNothing() throws IOException {
    Path image = Files.writeString(temp.resolve("none.qcow2"), "not an image");
    Path folder;
    try (Rig rig = new Rig(state)) {
      folder = rig.journal.folder();
      assertThatThrownBy(() -> rig.windows.disk(new View(image, ImageFormat.QCOW2)))
          .isInstanceOf(CommandFailedException.class)
          .hasMessageContaining("not in qcow2 format");
      assertThat(RealTools.mountedBelow(folder)).isFalse();
    }
    leavesNothing(folder);
  }

  /** The daemon detaches what it shows (libfuse does that), so a reader cannot keep it alive. */
  @Test
  void aWindowThatSomebodyHoldsOpenEndsAllTheSame() throws IOException {
    Path image = image(temp.resolve("disk.qcow2"), ImageFormat.QCOW2);
    Rig rig = new Rig(state);
    Window window = rig.windows.disk(new View(image, ImageFormat.QCOW2));
    RandomAccessFile open = new RandomAccessFile(window.path().toFile(), "r");
    assertThat(open.read()).isEqualTo(disk[0] & 0xff);
    window.close();
    assertThatThrownBy(open::close).hasMessageContaining("not connected");
    rig.close();
    leavesNothing(rig.journal.folder());
  }

  @Test
  void aCancelEndsTheWindowAndTheNextIsRefused() throws IOException {
    Path image = image(temp.resolve("disk.qcow2"), ImageFormat.QCOW2);
    View view = new View(image, ImageFormat.QCOW2);
    Rig rig = new Rig(state);
    assertThat(rig.windows.disk(view).path()).isNotEmptyFile();
    rig.cancel.cancel();
    assertThatThrownBy(() -> rig.windows.disk(view)).isInstanceOf(CancelledException.class);
    rig.close();
    leavesNothing(rig.journal.folder());
  }
}
