package org.diskreplicator.it.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.model.Placement;
import org.diskreplicator.engine.model.Placement.Column;
import org.diskreplicator.engine.model.Placement.Composed;
import org.diskreplicator.engine.model.Placement.Direct;
import org.diskreplicator.engine.model.Placement.Run;
import org.diskreplicator.engine.port.ImageFiles.View;
import org.diskreplicator.engine.port.Window;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Volumes seen through windows: QEMU's daemon speaks to our server, and the kernel to the daemon.
 */
final class VolumeWindowsIT {
  private static final int MIB = 1 << 20;
  private static final int STRIPE = 64 << 10;
  private static final Placement STRIPED =
      new Composed(
          List.of(new Direct(new Extent(MIB, 2 * MIB)), new Direct(new Extent(4 * MIB, 2 * MIB))),
          List.of(
              Run.linear(0, 3 * 512, 1, MIB),
              new Run(3 * 512, 2 * MIB, STRIPE, List.of(new Column(0, 0), new Column(1, 0)))));

  private final Path temp;
  private final Path state;
  private final byte[] disk = RealTools.noise(11, 6 * MIB);

  VolumeWindowsIT(@TempDir Path temp) {
    this.temp = temp;
    this.state = temp.resolve("state");
  }

  @BeforeEach
  void needFuse() {
    RealTools.needFuse();
  }

  /** Written down in another way than the placement says it. */
  private byte[] striped() {
    byte[] bytes = new byte[3 * 512 + 2 * MIB];
    System.arraycopy(disk, 5 * MIB, bytes, 0, 3 * 512);
    for (int stripe = 0; stripe < 2 * MIB / STRIPE; stripe++) {
      int from = (stripe % 2 == 0 ? MIB : 4 * MIB) + stripe / 2 * STRIPE;
      System.arraycopy(disk, from, bytes, 3 * 512 + stripe * STRIPE, STRIPE);
    }
    return bytes;
  }

  private Path qcow2() throws IOException {
    Path raw = Files.write(temp.resolve("plain.raw"), disk);
    Path image = temp.resolve("disk.qcow2");
    RealTools.run("qemu-img", "convert", "-O", "qcow2", raw.toString(), image.toString());
    return image;
  }

  @Test
  void stripesOfAnImageAreOneFile() throws IOException {
    Path image = qcow2();
    Path folder;
    try (Rig rig = new Rig(state);
        Window whole = rig.windows.disk(new View(image, ImageFormat.QCOW2));
        Window volume = rig.windows.volume(whole.path(), STRIPED)) {
      folder = rig.journal.folder();
      assertThat(Files.readAllBytes(volume.path())).isEqualTo(striped());
      assertThatThrownBy(() -> write(volume.path())).isInstanceOf(IOException.class);
    }
    assertThat(RealTools.processesWith(folder.toString())).isEmpty();
    assertThat(RealTools.mountedBelow(folder)).isFalse();
    assertThat(folder).doesNotExist();
  }

  private static void write(Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      out.write(1);
    }
  }

  /** The path of the socket would be too long beside it. */
  @Test
  void aDeepFolderIsNoHindrance() throws IOException {
    Path deep = temp.resolve("a".repeat(60)).resolve("b".repeat(60));
    Path raw = Files.write(temp.resolve("plain.raw"), disk);
    try (Rig rig = new Rig(deep);
        Window whole = rig.windows.disk(new View(raw, ImageFormat.RAW));
        Window volume = rig.windows.volume(whole.path(), STRIPED)) {
      assertThat(Files.readAllBytes(volume.path())).isEqualTo(striped());
    }
  }

  @Test
  void aVolumeInAVolumeIsReadThroughBoth() throws IOException {
    Path raw = Files.write(temp.resolve("plain.raw"), disk);
    Placement inner = Composed.linear(STRIPED, new Extent(512, MIB));
    try (Rig rig = new Rig(state);
        Window whole = rig.windows.disk(new View(raw, ImageFormat.RAW));
        Window volume = rig.windows.volume(whole.path(), inner)) {
      assertThat(Files.readAllBytes(volume.path()))
          .isEqualTo(Arrays.copyOfRange(striped(), 512, 512 + MIB));
    }
  }
}
