package org.diskreplicator.engine.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.diskreplicator.engine.failure.CommandFailedException;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.port.ImageFiles.View;
import org.diskreplicator.engine.process.CancelToken;
import org.diskreplicator.engine.process.Command;
import org.diskreplicator.engine.process.CommandResult;
import org.diskreplicator.engine.process.Tool;
import org.junit.jupiter.api.Test;

final class QemuIoTest {
  private static final long GIB = 1L << 30;

  private final View image = new View(Path.of("/x/disk"), ImageFormat.QCOW2);
  private final List<String> argv = new ArrayList<>();
  private final List<Double> shares = new ArrayList<>();
  private String answer = "qemu-io> 9 GiB";
  private int exitCode;
  private String errors = "";
  private String orders = "";

  /** Opens at once, and answers nothing else but {@link #answer} for each question. */
  private CommandResult qemuIo(Command command) {
    argv.addAll(command.argv());
    if (command.tool() == Tool.QEMU_IMG) {
      return new CommandResult(command, exitCode, "", errors);
    }
    if (errors.isEmpty()) {
      ByteArrayOutputStream input =
          new ByteArrayOutputStream() {
            @Override
            public void flush() throws IOException {
              command.output().orElseThrow().accept(answer);
            }
          };
      feed(command, input);
      orders = input.toString(StandardCharsets.US_ASCII);
    }
    return new CommandResult(command, exitCode, "", errors);
  }

  private static void feed(Command command, OutputStream input) {
    try {
      command.input().orElseThrow().write(input);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void discard(Runnable locked, Extent... ranges) {
    new QemuIo(this::qemuIo)
        .discard(image, ExtentSet.of(ranges), locked, shares::add, new CancelToken());
  }

  @Test
  void allRangesGoToOneProcess() {
    discard(() -> {}, new Extent(4096, 8192), new Extent(GIB, 2 * GIB + 512));
    assertThat(argv)
        .startsWith("qemu-io", "-d", "unmap")
        .endsWith("qemu-img", "check", "-q", "-r", "leaks", "-f", "qcow2", "/x/disk");
    assertThat(argv.get(3))
        .startsWith("json:{\"driver\":\"blkdebug\",\"unshare-child-perms\":[\"write\",\"resize\"]")
        .contains("\"driver\":\"qcow2\"", "\"filename\":\"/x/disk\"");
    assertThat(orders.lines())
        .containsExactly(
            "length",
            "discard -q 4096 8192",
            "discard -q " + GIB + " " + GIB,
            "discard -q " + 2 * GIB + " " + GIB,
            "discard -q " + 3 * GIB + " 512",
            "flush");
  }

  @Test
  void nothingIsDiscardedWhereTheLastLookFails() {
    assertThatThrownBy(
            () ->
                discard(
                    () -> {
                      throw new RefusedException("It changed.");
                    },
                    new Extent(0, 4096)))
        .isInstanceOf(RefusedException.class);
    assertThat(orders).isEmpty();
  }

  @Test
  void whatIsLockedByAnotherProgramIsRefused() {
    exitCode = 1;
    errors = "qemu-io: can't open device /x/disk: Failed to get \"write\" lock";
    assertThatThrownBy(() -> discard(() -> {}, new Extent(0, 4096)))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("in use by another program");
  }

  @Test
  void aRangeThatCannotBeDiscardedIsAFailure() {
    answer = "qemu-io> qemu-io> discard failed: Input/output error";
    exitCode = 1;
    DiscardDialogue dialogue =
        new DiscardDialogue(ExtentSet.of(new Extent(0, 4096)), () -> {}, share -> {});
    dialogue.read("qemu-io> 9 GiB");
    dialogue.read(answer);
    assertThat(dialogue.failure()).isEqualTo("discard failed: Input/output error");
    assertThat(dialogue.isDone()).isFalse();
  }

  @Test
  void anOddEndIsAFailure() {
    errors = "qemu-io: can't open device /x/disk: Permission denied";
    assertThatThrownBy(() -> discard(() -> {}, new Extent(0, 4096)))
        .isInstanceOf(CommandFailedException.class)
        .hasMessageContaining("Permission denied");
  }

  @Test
  void itTellsHowFarItIs() {
    ExtentSet.Builder many = ExtentSet.builder();
    for (long range = 0; range < 4000; range++) {
      many.add(range * 8192, range * 8192 + 4096);
    }
    DiscardDialogue dialogue = new DiscardDialogue(many.build(), () -> {}, shares::add);
    dialogue.read("qemu-io> 9 GiB");
    dialogue.read("qemu-io> qemu-io> 9 GiB");
    dialogue.read("qemu-io> qemu-io> 9 GiB");
    assertThat(shares).containsExactly(0.25, 0.5);
  }
}
