package org.diskreplicator.it.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.awaitility.Awaitility;
import org.diskreplicator.engine.attach.AttachRequest;
import org.diskreplicator.engine.attach.Attachment;
import org.diskreplicator.engine.attach.Attachments;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.model.ByteSize;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.port.DiskExports.Access;
import org.diskreplicator.engine.port.ImageFiles.View;
import org.diskreplicator.engine.tool.FuseExports;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Images that stay shown after the run that attached them. */
final class AttachIT {
  private static final int DISK_BYTES = 6 << 20;
  private static final Extent FIRST = new Extent(1 << 20, 1 << 20);
  private static final Extent SECOND = new Extent(3 << 20, (2 << 20) + 512);

  private final Path temp;
  private final Path state;
  private final byte[] disk = RealTools.noise(11, DISK_BYTES);
  private final Rig rig;
  private final Attachments attachments;

  AttachIT(@TempDir Path temp) {
    this.temp = temp;
    state = temp.resolve("state");
    rig = new Rig(state);
    attachments = new Attachments(rig.state, new FuseExports(rig.runner, rig.tools), rig.undoer);
  }

  @BeforeEach
  void needFuse() {
    RealTools.needFuse();
  }

  @AfterEach
  void leaveNothing() throws IOException {
    attachments.list().forEach(attachments::detach);
    rig.close();
    assertThat(RealTools.processesWith(state.toString())).isEmpty();
    assertThat(RealTools.mountedBelow(state)).isFalse();
    assertThat(state.resolve("attached"))
        .satisfiesAnyOf(
            folder -> assertThat(folder).isEmptyDirectory(),
            folder -> assertThat(folder).doesNotExist());
  }

  private View image(String name, ImageFormat format) throws IOException {
    Path raw = Files.write(temp.resolve("plain"), disk);
    Path image = temp.resolve("image");
    RealTools.run(
        "qemu-img",
        "convert",
        "-f",
        "raw",
        "-O",
        format.qemuName(),
        raw.toString(),
        image.toString());
    return new View(Files.move(image, temp.resolve(name)), format);
  }

  private static AttachRequest request(View view, Access access) {
    return new AttachRequest(
        view,
        ByteSize.of(DISK_BYTES),
        "unknown",
        List.of(
            new AttachRequest.Part(1, FIRST, "ext4"), new AttachRequest.Part(7, SECOND, "vfat")),
        access);
  }

  private Attachment attach(View view, Access access) {
    return attachments.attach(request(view, access), rig.stack);
  }

  private byte[] part(Extent extent) {
    return Arrays.copyOfRange(disk, (int) extent.offset(), (int) extent.end());
  }

  @ParameterizedTest
  @EnumSource
  void theDiskAndItsPartitionsAreShown(ImageFormat format) throws IOException {
    Attachment attached = attach(image("disk.img", format), Access.READ_ONLY);
    assertThat(attachments.list()).containsExactly(attached);
    assertThat(attachments.isAlive(attached)).isTrue();
    assertThat(Files.readAllBytes(attached.folder().resolve("disk"))).startsWith(disk);
    assertThat(Files.readAllBytes(attached.folder().resolve("p1"))).isEqualTo(part(FIRST));
    assertThat(Files.readAllBytes(attached.folder().resolve("p7"))).isEqualTo(part(SECOND));
    assertThatThrownBy(() -> write(attached.folder().resolve("p1"), 0, 1))
        .isInstanceOf(IOException.class);
  }

  private static void write(Path file, long offset, int value) throws IOException {
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
      open.seek(offset);
      open.write(value);
      open.getFD().sync();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"RAW", "QCOW2", "VMDK"})
  void changesArriveInTheImage(ImageFormat format) throws IOException {
    View view = image("disk.img", format);
    Attachment attached = attach(view, Access.WRITABLE);
    write(attached.folder().resolve("disk"), 17, ~disk[17]);
    write(attached.folder().resolve("p1"), 0, ~disk[(int) FIRST.offset()]);
    write(attached.folder().resolve("p7"), SECOND.length() - 1, ~disk[(int) SECOND.end() - 1]);
    assertThat(Files.readAllBytes(attached.folder().resolve("p1"))[0])
        .isEqualTo((byte) ~disk[(int) FIRST.offset()]);
    attachments.detach(attached.id());

    byte[] expected = disk.clone();
    for (int at : new int[] {17, (int) FIRST.offset(), (int) SECOND.end() - 1}) {
      expected[at] = (byte) ~disk[at];
    }
    Path result = temp.resolve("result");
    RealTools.run(
        "qemu-img",
        "convert",
        "-f",
        format.qemuName(),
        "-O",
        "raw",
        view.path().toString(),
        result.toString());
    assertThat(Files.readAllBytes(result)).isEqualTo(expected);
  }

  @Test
  void aWritableDiskKeepsItsSize() throws IOException {
    Attachment attached = attach(image("disk.qcow2", ImageFormat.QCOW2), Access.WRITABLE);
    for (String name : List.of("disk", "p1")) {
      Path file = attached.folder().resolve(name);
      assertThatThrownBy(() -> truncate(file)).isInstanceOf(IOException.class);
    }
  }

  private static void truncate(Path file) throws IOException {
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
      open.setLength(512);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a?b,c=d", "json:{}", "line\nfeed \"$(id)\"'", "a:b"})
  void hostileNamesAreOnlyNames(String name) throws IOException {
    View view = image(name, ImageFormat.QCOW2);
    Attachment attached = attach(view, Access.WRITABLE);
    assertThat(Files.readAllBytes(attached.folder().resolve("p7"))).isEqualTo(part(SECOND));
    assertThat(attachments.list()).containsExactly(attached);
    assertThat(attachments.detach(view.path().toString())).containsExactly(attached);
  }

  @Test
  void twoReadersMayShareAnImageButNoWriterMay() throws IOException {
    View view = image("disk.qcow2", ImageFormat.QCOW2);
    Attachment first = attach(view, Access.READ_ONLY);
    Attachment second = attach(view, Access.READ_ONLY);
    assertThat(second.id()).isNotEqualTo(first.id());
    assertThatThrownBy(() -> attach(view, Access.WRITABLE))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("detach " + first.id());
    assertThat(attachments.detach(view.path().toString())).containsExactly(first, second);
    attach(view, Access.WRITABLE);
    assertThatThrownBy(() -> attach(view, Access.READ_ONLY)).isInstanceOf(RefusedException.class);
  }

  @Test
  void anImageThatSomebodyElseWritesIsRefusedAndNothingIsLeft() throws IOException {
    View view = image("disk.qcow2", ImageFormat.QCOW2);
    try (Rig other = new Rig(temp.resolve("other"))) {
      Attachments others =
          new Attachments(other.state, new FuseExports(other.runner, other.tools), other.undoer);
      Attachment theirs = others.attach(request(view, Access.WRITABLE), other.stack);
      assertThatThrownBy(() -> attach(view, Access.WRITABLE))
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining("in use");
      assertThat(attachments.list()).hasSize(1);
      rig.stack.close();
      assertThat(attachments.list()).isEmpty();
      others.detach(theirs);
    }
  }

  @Test
  void whatIsNotAttachedCannotBeDetached() {
    assertThatThrownBy(() -> attachments.detach("17"))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("'17' is not attached");
    assertThatThrownBy(() -> attachments.detach(temp.resolve("none").toString()))
        .isInstanceOf(RefusedException.class);
  }

  @Test
  void whatIsInUseIsNotDetached() throws IOException {
    Attachment attached = attach(image("disk.qcow2", ImageFormat.QCOW2), Access.WRITABLE);
    try (RandomAccessFile open =
        new RandomAccessFile(attached.folder().resolve("p1").toFile(), "r")) {
      assertThat(open.read()).isNotNegative();
      assertThatThrownBy(() -> attachments.detach(attached.id()))
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining("process " + ProcessHandle.current().pid());
      assertThat(open.read()).isNotNegative();
    }
  }

  @Test
  void whatALoopDeviceShowsIsNotDetached() throws IOException {
    assumeTrue("root".equals(System.getProperty("user.name")), "loop devices need root");
    Attachment attached = attach(image("disk.qcow2", ImageFormat.QCOW2), Access.READ_ONLY);
    String part = attached.folder().resolve("p1").toString();
    String loop = RealTools.run("losetup", "-r", "-f", "--show", part).strip();
    try {
      assertThatThrownBy(() -> attachments.detach(attached.id()))
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining(loop);
    } finally {
      RealTools.run("losetup", "-d", loop);
    }
    Awaitility.await().untilAsserted(() -> attachments.detach(attached.id()));
  }

  @Test
  void whatLostItsProcessIsDetachedAllTheSame() throws IOException {
    Attachment attached = attach(image("disk.qcow2", ImageFormat.QCOW2), Access.WRITABLE);
    for (long pid : RealTools.processesWith(attached.folder().toString())) {
      ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }
    Awaitility.await().until(() -> !attachments.isAlive(attached));
    assertThat(attachments.detach(attached.id())).containsExactly(attached);
  }
}
