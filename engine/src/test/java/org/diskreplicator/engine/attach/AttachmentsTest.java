package org.diskreplicator.engine.attach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.diskreplicator.engine.attach.Attachment.ShownFile;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.model.ByteSize;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.port.DiskExports;
import org.diskreplicator.engine.port.DiskExports.Access;
import org.diskreplicator.engine.port.DiskExports.Way;
import org.diskreplicator.engine.port.ImageFiles;
import org.diskreplicator.engine.process.CommandResult;
import org.diskreplicator.engine.scope.CleanupStack;
import org.diskreplicator.engine.scope.RunJournal;
import org.diskreplicator.engine.scope.StateFolder;
import org.diskreplicator.engine.scope.Undo;
import org.diskreplicator.engine.scope.Undoer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AttachmentsTest {
  private final Path temp;
  private final StateFolder state;
  private final CleanupStack stack;
  private final Attachments attachments;
  private final List<String> shown = new ArrayList<>();
  private String failing = "";
  private Way way = Way.FUSE;

  AttachmentsTest(@TempDir Path temp) {
    this.temp = temp;
    state = StateFolder.at(temp.resolve("state"));
    Undoer undoer = new Undoer(command -> new CommandResult(command, 0, "", ""));
    stack = new CleanupStack(RunJournal.open(state), undoer);
    attachments = new Attachments(state, new FakeExports(), undoer);
  }

  /** Notes what would be shown. */
  private final class FakeExports implements DiskExports {
    @Override
    public void show(ImageFiles.View image, Access access, List<Shown> files, Path pidFile) {
      note("show " + access, files);
    }

    @Override
    public void showParts(Path disk, List<Shown> parts, Path pidFile) {
      note("parts of " + disk.getFileName(), parts);
    }

    @Override
    public Way way() {
      return way;
    }

    private void note(String what, List<Shown> files) {
      shown.add(what + ": " + files.stream().map(f -> f.mountPoint().getFileName()).toList());
      assertThat(files).allSatisfy(file -> assertThat(file.mountPoint()).isEmptyFile());
      if (!failing.isEmpty() && what.startsWith(failing)) {
        throw new RefusedException("the fake fails");
      }
    }
  }

  private AttachRequest request(String image, Access access) throws IOException {
    Path path = temp.resolve(image);
    if (!Files.exists(path)) {
      Files.createFile(path);
    }
    return new AttachRequest(
        new ImageFiles.View(path, ImageFormat.QCOW2),
        ByteSize.of(1 << 20),
        "gpt",
        List.of(
            new AttachRequest.Part(1, new Extent(4096, 4096), "vfat"),
            new AttachRequest.Part(12, new Extent(8192, 4096), "ext4")),
        access);
  }

  @Test
  void oneProcessShowsAllReadOnly() throws IOException {
    Attachment attached = attachments.attach(request("a", Access.READ_ONLY), stack);
    assertThat(shown).containsExactly("show READ_ONLY: [disk, p1, p12]");
    assertThat(attached.files().stream().map(ShownFile::content))
        .containsExactly("gpt", "vfat", "ext4");
  }

  @Test
  void aSecondProcessShowsWritableParts() throws IOException {
    attachments.attach(request("a", Access.WRITABLE), stack);
    assertThat(shown).containsExactly("show WRITABLE: [disk]", "parts of disk: [p1, p12]");
  }

  @Test
  void whatIsAttachedStaysWhenTheRunEndsAndIsReadBack() throws IOException {
    Attachment attached = attachments.attach(request("a \"b\"\nc", Access.WRITABLE), stack);
    stack.close();
    assertThat(attachments.list()).containsExactly(attached);
    assertThat(attachments.isAlive(attached)).isFalse();
  }

  @Test
  void devicesAreDisconnectedEachPartsFirst() throws IOException {
    way = Way.NBD;
    Attachment attached = attachments.attach(request("a", Access.WRITABLE), stack);
    assertThat(attachments.list()).containsExactly(attached);
    Path folder = attached.folder();
    assertThat(attached.undos())
        .containsExactly(
            new Undo.DisconnectNbd(folder.resolve("p1.pid")),
            new Undo.DisconnectNbd(folder.resolve("p12.pid")),
            new Undo.DisconnectNbd(folder.resolve("disk.pid")),
            new Undo.DeleteTree(folder));
    attachments.detach(attached);
    assertThat(folder).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({"READ_ONLY, 'mount -o ro /w DIR'", "WRITABLE, 'mount /w DIR'"})
  void aDeviceIsMountedWithoutALoop(Access access, String use) {
    ShownFile file = new ShownFile(Path.of("/w"), Optional.empty(), new Extent(0, 512), "ext4");
    assertThat(new Usages(access, true, Way.NBD).of(file)).startsWith(use);
  }

  @ParameterizedTest
  @CsvSource({"show", "parts"})
  void aFailureHalfWayLeavesNothing(String step) throws IOException {
    failing = step;
    assertThatThrownBy(() -> attachments.attach(request("a", Access.WRITABLE), stack))
        .isInstanceOf(RefusedException.class);
    stack.close();
    assertThat(attachments.list()).isEmpty();
    assertThat(state.path().resolve("attached")).isEmptyDirectory();
  }

  @ParameterizedTest
  @CsvSource({
    "READ_ONLY, READ_ONLY, true",
    "READ_ONLY, WRITABLE, false",
    "WRITABLE, READ_ONLY, false",
    "WRITABLE, WRITABLE, false"
  })
  void onlyReadersShareAnImage(Access first, Access second, boolean allowed) throws IOException {
    attachments.attach(request("a", first), stack);
    Files.createSymbolicLink(temp.resolve("link"), temp.resolve("a"));
    AttachRequest again = request("link", second);
    if (allowed) {
      assertThat(attachments.attach(again, stack).id()).isEqualTo("2");
    } else {
      assertThatThrownBy(() -> attachments.attach(again, stack))
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining("diskrep detach 1");
    }
  }

  @Test
  void detachTakesAnIdOrAnImage() throws IOException {
    Attachment first = attachments.attach(request("a", Access.READ_ONLY), stack);
    Attachment second = attachments.attach(request("b", Access.READ_ONLY), stack);
    assertThat(attachments.detach("2")).containsExactly(second);
    assertThat(attachments.detach(temp.resolve("a").toString())).containsExactly(first);
    assertThatThrownBy(() -> attachments.detach("1")).isInstanceOf(RefusedException.class);
  }

  @Test
  void theDeadAreRemoved() throws IOException {
    Attachment dead = attachments.attach(request("a", Access.READ_ONLY), stack);
    assertThat(attachments.detachDead()).containsExactly(dead);
    assertThat(dead.folder()).doesNotExist();
    assertThat(temp.resolve("a")).exists();
  }

  @ParameterizedTest
  @CsvSource({
    "ext4, READ_ONLY, true, 'mount -o loop,ro /w DIR'",
    "ext4, WRITABLE, true, 'mount -o loop /w DIR'",
    "ext4, READ_ONLY, false, 'fuse2fs -o fakeroot,ro /w DIR'",
    "vfat, WRITABLE, false, 'mdir -i /w ::/'",
    "dos, READ_ONLY, false, 'sfdisk --list /w'",
  })
  void theFirstUseFitsContentAndUser(String content, Access access, boolean root, String use) {
    ShownFile file = new ShownFile(Path.of("/w"), Optional.empty(), new Extent(0, 512), content);
    assertThat(new Usages(access, root, Way.FUSE).of(file)).startsWith(use);
  }
}
