package org.diskreplicator.engine.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.diskreplicator.engine.failure.CommandFailedException;
import org.diskreplicator.engine.model.ByteSize;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.model.ImageShape;
import org.diskreplicator.engine.port.ImageFiles.Clusters;
import org.diskreplicator.engine.port.ImageFiles.Conversion;
import org.diskreplicator.engine.port.ImageFiles.Layout;
import org.diskreplicator.engine.port.ImageFiles.View;
import org.diskreplicator.engine.port.ImageLayers.Layering;
import org.diskreplicator.engine.process.CancelToken;
import org.diskreplicator.engine.process.ScriptedRunner;
import org.diskreplicator.engine.process.ScriptedRunner.Answer;
import org.junit.jupiter.api.Test;

final class QemuImgLayersTest {
  private static final View TOP = new View(Path.of("/disks/a:b.qcow2"), ImageFormat.QCOW2);

  private final ScriptedRunner runner = new ScriptedRunner();
  private final QemuImgLayers layers =
      new QemuImgLayers(runner, new QemuImg(runner, new Cpus(List.of(0, 1))));

  private void answerMap(String map) {
    runner.expect(map, "qemu-img", "map", "--output=json", "-f", "qcow2", TOP.path().toString());
  }

  @Test
  void whatAnImageHoldsIsItsMap() {
    answerMap(
        """
        [{ "start": 0, "length": 65536, "depth": 1, "zero": false},
        { "start": 65536, "length": 512, "depth": 0, "zero": true}]
        """);
    assertThat(layers.ownRanges(TOP, ByteSize.of(66_048)))
        .isEqualTo(ExtentSet.of(new Extent(65_536, 512)));
    runner.assertDone();
  }

  @Test
  void aMapWithAGapIsAFailure() {
    answerMap("[{ \"start\": 0, \"length\": 512, \"depth\": 0}]");
    assertThatThrownBy(() -> layers.ownRanges(TOP, ByteSize.of(1024)))
        .isInstanceOf(CommandFailedException.class);
  }

  @Test
  void aMapThatFailsIsAFailure() {
    runner.expect(
        new Answer(1, "", "no"),
        "qemu-img",
        "map",
        "--output=json",
        "-f",
        "qcow2",
        TOP.path().toString());
    assertThatThrownBy(() -> layers.ownRanges(TOP, ByteSize.of(1024)))
        .isInstanceOf(CommandFailedException.class);
  }

  private static Layering layering(boolean compressed, Clusters clusters, ImageShape shape) {
    return new Layering(
        new Conversion(
            new View(Path.of("/run/mask"), ImageFormat.QCOW2),
            Path.of("/out/copy"),
            ImageFormat.QCOW2,
            compressed,
            Layout.CONTIGUOUS,
            clusters,
            shape),
        Path.of("/run/selection"),
        Optional.of(new View(Path.of("/base"), ImageFormat.RAW)),
        ByteSize.of(1 << 20));
  }

  private static String node(String path) {
    return "{\"driver\":\"qcow2\",\"file\":{\"driver\":\"file\",\"filename\":\"" + path + "\"}}";
  }

  private static String selected() {
    String alone = selectedAlone("/run/mask");
    return alone.substring(0, alone.length() - 1) + ",\"backing\":" + node("/run/mask") + "}";
  }

  private static String selectedAlone(String shown) {
    return "json:{\"driver\":\"qcow2\",\"file\":{\"driver\":\"file\",\"filename\":"
        + "\"/run/selection\"},\"l2-cache-entry-size\":131072,\"data-file\":"
        + node(shown)
        + "}";
  }

  private void expectCreate(String... options) {
    List<String> argv = new ArrayList<>(List.of("qemu-img", "create", "-q", "-f", "qcow2"));
    argv.addAll(List.of(options));
    argv.addAll(List.of("-b", "/base", "-F", "raw", "/out/copy", "1048576"));
    runner.expect("", argv.toArray(String[]::new));
  }

  private void expectFill(String... compressed) {
    List<String> argv = new ArrayList<>(List.of("qemu-img", "convert", "-p", "-n", "-m", "16"));
    argv.addAll(List.of(compressed));
    argv.addAll(List.of("-B", "/run/mask", "-F", "qcow2", "-O", "qcow2", selected(), "/out/copy"));
    runner.expect("    (50.00/100%)\n", argv.toArray(String[]::new));
  }

  @Test
  void aLayerIsMadeEmptyAndFilledInOrder() {
    expectCreate();
    expectFill();
    List<Double> shares = new ArrayList<>();
    layers.convert(
        layering(false, Clusters.WHOLE, ImageShape.USUAL), shares::add, new CancelToken());
    assertThat(shares).containsExactly(0.5);
    runner.assertDone();
  }

  @Test
  void aLayerHasTheShapeThatWasAskedFor() {
    ImageShape shape =
        new ImageShape(
            Optional.of(ByteSize.of(32_768)), Optional.empty(), ImageShape.Preallocation.OFF);
    expectCreate("-o", "compression_type=zstd,cluster_size=32768,extended_l2=on");
    expectFill("-c");
    layers.convert(layering(true, Clusters.DIVIDED, shape), share -> {}, new CancelToken());
    runner.assertDone();
  }

  @Test
  void anImageThatStandsAloneIsFilledWithoutSearchingItsFirstTableAtEachWrite() {
    Layering layering = layering(false, Clusters.WHOLE, ImageShape.USUAL);
    runner.expect("", "qemu-img", "create", "-q", "-f", "qcow2", "/out/copy", "1048576");
    String target = node("/out/copy");
    runner.expect(
        "",
        "qemu-img",
        "convert",
        "-p",
        "-n",
        "-m",
        "16",
        "-B",
        "/run/mask",
        "-F",
        "qcow2",
        "-O",
        "qcow2",
        selected(),
        "json:" + target.substring(0, target.length() - 1) + ",\"overlap-check\":\"constant\"}");
    layers.convert(
        new Layering(
            layering.conversion(), layering.selection(), Optional.empty(), layering.size()),
        share -> {},
        new CancelToken());
    runner.assertDone();
  }

  private boolean compare(int exitCode) {
    runner.expect(
        new Answer(exitCode, "    (50.00/100%)\n", "no"),
        "qemu-img",
        "compare",
        "-p",
        "-f",
        "qcow2",
        "-F",
        "qcow2",
        selectedAlone("/run/mask"),
        selectedAlone("/out/copy"));
    return layers.equal(
        new View(Path.of("/run/mask"), ImageFormat.QCOW2),
        new View(Path.of("/out/copy"), ImageFormat.QCOW2),
        Path.of("/run/selection"),
        share -> assertThat(share).isEqualTo(0.5));
  }

  @Test
  void whatIsSelectedIsCompared() {
    assertThat(compare(0)).isTrue();
    assertThat(compare(1)).isFalse();
    assertThatThrownBy(() -> compare(2)).isInstanceOf(CommandFailedException.class);
  }

  @Test
  void aBackingFileIsRenamedWithoutOpeningIt() {
    runner.expect(
        "",
        "qemu-img",
        "rebase",
        "-q",
        "-u",
        "-f",
        "qcow2",
        "-b",
        "base.raw",
        "-F",
        "raw",
        "/out/copy");
    layers.renameBacking(Path.of("/out/copy"), "base.raw", ImageFormat.RAW);
    runner.assertDone();
  }
}
