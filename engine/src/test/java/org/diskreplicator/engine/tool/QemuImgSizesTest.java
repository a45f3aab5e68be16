package org.diskreplicator.engine.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.diskreplicator.engine.failure.CommandFailedException;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.model.ByteSize;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.port.ImageFiles.Clusters;
import org.diskreplicator.engine.port.ImageFiles.Conversion;
import org.diskreplicator.engine.port.ImageFiles.Layout;
import org.diskreplicator.engine.port.ImageFiles.View;
import org.diskreplicator.engine.process.ScriptedRunner;
import org.diskreplicator.engine.process.ScriptedRunner.Answer;
import org.junit.jupiter.api.Test;

final class QemuImgSizesTest {
  private static final View IMAGE = new View(Path.of("/run/mask.qcow2"), ImageFormat.QCOW2);
  private static final String[] CHECK = {
    "qemu-img", "check", "--output=json", "-f", "qcow2", "/run/mask.qcow2"
  };

  private final ScriptedRunner runner = new ScriptedRunner();
  private final QemuImgSizes sizes =
      new QemuImgSizes(runner, new QemuImg(runner, new Cpus(List.of(0, 1))));

  @Test
  void theRoomIsMeasuredInTheShapeOfTheCopy() {
    runner.expect(
        "{ \"required\": 112984064, \"fully-allocated\": 17182752768 }",
        "qemu-img",
        "measure",
        "--output=json",
        "-f",
        "qcow2",
        "-O",
        "qcow2",
        "-o",
        "extended_l2=on",
        "/run/mask.qcow2");
    Conversion conversion =
        new Conversion(
            IMAGE, Path.of("/none"), ImageFormat.QCOW2, false, Layout.CONTIGUOUS, Clusters.DIVIDED);
    assertThat(sizes.room(conversion)).isEqualTo(ByteSize.of(112_984_064));
    runner.assertDone();
  }

  @Test
  void theEndIsThatOfASoundImage() {
    runner.expect("{ \"image-end-offset\": 105250816 }", CHECK);
    assertThat(sizes.end(IMAGE)).isEqualTo(ByteSize.of(105_250_816));
    runner.expect(new Answer(2, "{ \"image-end-offset\": 105250816 }", ""), CHECK);
    assertThatThrownBy(() -> sizes.end(IMAGE)).isInstanceOf(RefusedException.class);
    runner.expect("{}", CHECK);
    assertThatThrownBy(() -> sizes.end(IMAGE)).isInstanceOf(CommandFailedException.class);
  }

  @Test
  void filledIsWhatTheMapDoesNotCallZero() {
    runner.expect(
        """
        [{ "start": 0, "length": 512, "depth": 1, "zero": true, "data": false},
        { "start": 512, "length": 512, "depth": 1, "zero": false, "data": true}]
        """,
        "qemu-img",
        "map",
        "--output=json",
        "-f",
        "qcow2",
        "/run/mask.qcow2");
    assertThat(sizes.filled(IMAGE, ByteSize.of(1024)))
        .isEqualTo(ExtentSet.of(new Extent(512, 512)));
  }
}
