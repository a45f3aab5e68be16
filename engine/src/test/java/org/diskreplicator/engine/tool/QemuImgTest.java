package org.diskreplicator.engine.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.diskreplicator.engine.failure.CommandFailedException;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.model.ByteSize;
import org.diskreplicator.engine.model.ClusterShape;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.model.ImageShape;
import org.diskreplicator.engine.port.ImageFiles.Check;
import org.diskreplicator.engine.port.ImageFiles.Clusters;
import org.diskreplicator.engine.port.ImageFiles.Conversion;
import org.diskreplicator.engine.port.ImageFiles.Header;
import org.diskreplicator.engine.port.ImageFiles.Insertion;
import org.diskreplicator.engine.port.ImageFiles.Integrity;
import org.diskreplicator.engine.port.ImageFiles.Layout;
import org.diskreplicator.engine.port.ImageFiles.Overwriting;
import org.diskreplicator.engine.port.ImageFiles.Progress;
import org.diskreplicator.engine.port.ImageFiles.View;
import org.diskreplicator.engine.process.CancelToken;
import org.diskreplicator.engine.process.Command;
import org.diskreplicator.engine.process.CommandResult;
import org.diskreplicator.engine.process.ScriptedRunner;
import org.diskreplicator.engine.process.ScriptedRunner.Answer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class QemuImgTest {
  private static final Path IMAGE = Path.of("/tmp/disks/a b:c.img");
  private static final Cpus CPUS = new Cpus(List.of(0, 1, 5));

  private final ScriptedRunner runner = new ScriptedRunner();
  private final QemuImg qemuImg = new QemuImg(runner, CPUS);

  private Header header(ImageFormat format, Answer answer) {
    runner.expect(
        answer,
        "qemu-img",
        "info",
        "--output=json",
        "-f",
        format.qemuName(),
        "/tmp/disks/a b:c.img");
    return qemuImg.header(IMAGE, format);
  }

  private Header recorded(ImageFormat format, String name) {
    return header(format, new Answer(0, Recorded.text("qemu-img-7.2/" + name), ""));
  }

  @Test
  void aHeaderNamesWhatLiesBelow() {
    assertThat(recorded(ImageFormat.QCOW2, "info-backing-snapshots.json"))
        .isEqualTo(
            new Header(
                ByteSize.of(8 << 20),
                ByteSize.of(16_384),
                Optional.of("base.qcow2"),
                Optional.of("qcow2"),
                List.of(),
                false,
                2,
                false,
                Optional.of(new ClusterShape(ByteSize.of(65_536), false))));
  }

  @Test
  void aHeaderNamesItsDataFile() {
    Header header = recorded(ImageFormat.QCOW2, "info-data-file.json");
    assertThat(header.dataFiles()).containsExactly("ext.raw");
    assertThat(header.backing()).isEmpty();
  }

  @Test
  void aDescriptorNamesItsExtents() {
    assertThat(recorded(ImageFormat.VMDK, "info-vmdk-extents.json").dataFiles())
        .containsExactly("/tmp/disks/multi-f001.vmdk", "/tmp/disks/multi-f002.vmdk");
  }

  @Test
  void anImageIsNoDataFileOfItself() {
    assertThat(recorded(ImageFormat.VMDK, "info-vmdk-one-file.json").dataFiles()).isEmpty();
  }

  @Test
  void compressionIsSeenWhereTheFormatTellsIt() {
    assertThat(recorded(ImageFormat.VMDK, "info-vmdk-compressed.json").compressed()).isTrue();
    assertThat(recorded(ImageFormat.VMDK, "info-vmdk-one-file.json").compressed()).isFalse();
    assertThat(recorded(ImageFormat.VHDX, "info-vhdx.json").compressed()).isFalse();
  }

  @Test
  void encryptionIsSeen() {
    assertThat(recorded(ImageFormat.QCOW2, "info-encrypted.json").encrypted()).isTrue();
    assertThat(recorded(ImageFormat.VHDX, "info-vhdx.json").encrypted()).isFalse();
  }

  @Test
  void aRawFileOfOddSizeShowsWholeSectors() {
    assertThat(recorded(ImageFormat.RAW, "info-raw.json"))
        .isEqualTo(
            new Header(
                ByteSize.of(1024),
                ByteSize.ZERO,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                false,
                0,
                false));
  }

  @Test
  void anImageInUseIsRefused() {
    Answer locked = new Answer(1, "", Recorded.text("qemu-img-7.2/info-locked.stderr"));
    assertThatThrownBy(() -> header(ImageFormat.QCOW2, locked))
        .isInstanceOf(RefusedException.class)
        .hasMessage(
            "'/tmp/disks/a b:c.img' is in use by another program, such as a running virtual"
                + " machine; stop it first.");
  }

  @Test
  void whatCannotBeOpenedIsRefusedWithTheReason() {
    Answer refused = new Answer(1, "", Recorded.text("qemu-img-7.2/info-no-qcow2.stderr"));
    assertThatThrownBy(() -> header(ImageFormat.QCOW2, refused))
        .isInstanceOf(RefusedException.class)
        .hasMessage(
            "'/tmp/disks/a b:c.img' cannot be opened as qcow2: Image is not in qcow2 format.");
  }

  @ParameterizedTest
  @CsvSource({"0, SOUND", "2, DAMAGED", "3, LEAKS", "63, UNCHECKED"})
  void exitCodesOfCheckAreAnswers(int code, Integrity integrity) {
    assertThat(check(code, "{}")).isEqualTo(new Check(integrity, OptionalDouble.empty()));
  }

  @ParameterizedTest
  @CsvSource({"16, 40, 0.25", "0, 40, -1", "160, 160, 1"})
  void compressedClustersTellWhatTheImageHolds(int compressed, int allocated, double held) {
    String json =
        """
        {"compressed-clusters": %d, "total-clusters": 160, "allocated-clusters": %d}"""
            .formatted(compressed, allocated);
    assertThat(check(0, json).held().orElse(-1)).isEqualTo(held);
    assertThat(check(3, json).held().orElse(-1)).isEqualTo(held);
  }

  private Check check(int code, String json) {
    runner.expect(
        new Answer(code, json, "qemu-img: reason"),
        "qemu-img",
        "check",
        "--output=json",
        "-f",
        "vmdk",
        "/tmp/disks/a b:c.img");
    return qemuImg.check(IMAGE, ImageFormat.VMDK);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 134})
  void otherCodesOfCheckAreFailures(int code) {
    assertThatThrownBy(() -> check(code, ""))
        .isInstanceOf(CommandFailedException.class)
        .hasMessageContaining("qemu-img: reason");
  }

  @ParameterizedTest
  @CsvSource({
    "RAW, false, -f qcow2 -O raw",
    "QCOW2, false, -f qcow2 -O qcow2",
    "QCOW2, true, -c -f qcow2 -O qcow2 -o compression_type=zstd",
    "VMDK, false, -f qcow2 -O vmdk",
    "VMDK, true, -c -f qcow2 -O vmdk -o subformat=streamOptimized",
    "VDI, false, -f qcow2 -O vdi",
    "VHDX, false, -f qcow2 -O vhdx",
    "VPC, false, -f qcow2 -O vpc -o force_size=on"
  })
  void aCopyIsOneConvert(ImageFormat format, boolean compressed, String options) {
    List<String> argv = new ArrayList<>(List.of("qemu-img", "convert", "-p", "-W", "-m", "16"));
    argv.addAll(List.of(options.split(" ", -1)));
    argv.addAll(List.of("/run/mask", "/tmp/disks/a b:c.img"));
    runner.expect("", argv.toArray(String[]::new));
    qemuImg.convert(
        conversion(format, compressed, Layout.CONTIGUOUS), Progress.NONE, new CancelToken());
    runner.assertDone();
  }

  @ParameterizedTest
  @CsvSource({
    "false, -f qcow2 -O qcow2 -o extended_l2=on",
    "true, '-c -f qcow2 -O qcow2 -o compression_type=zstd,extended_l2=on'"
  })
  void dividedClustersAreAnOption(boolean compressed, String options) {
    List<String> argv = new ArrayList<>(List.of("qemu-img", "convert", "-p", "-W", "-m", "16"));
    argv.addAll(List.of(options.split(" ", -1)));
    argv.addAll(List.of("/run/mask", "/tmp/disks/a b:c.img"));
    runner.expect("", argv.toArray(String[]::new));
    View mask = new View(Path.of("/run/mask"), ImageFormat.QCOW2);
    qemuImg.convert(
        new Conversion(
            mask, IMAGE, ImageFormat.QCOW2, compressed, Layout.CONTIGUOUS, Clusters.DIVIDED),
        Progress.NONE,
        new CancelToken());
    runner.assertDone();
  }

  @ParameterizedTest
  @CsvSource({
    "QCOW2, true, 4096, ZLIB, OFF, '-c -f qcow2 -O qcow2 -o"
        + " compression_type=zlib,cluster_size=4096'",
    "QCOW2, false, 2097152, , METADATA, '-f qcow2 -O qcow2 -o"
        + " cluster_size=2097152,preallocation=metadata'",
    "RAW, false, , , FALLOC, -f qcow2 -O raw -o preallocation=falloc",
    "VMDK, true, , ZLIB, OFF, -c -f qcow2 -O vmdk -o subformat=streamOptimized"
  })
  void aShapeIsOptions(
      ImageFormat format,
      boolean compressed,
      @Nullable Long cluster,
      ImageShape.@Nullable Packing packing,
      ImageShape.Preallocation preallocation,
      String options) {
    List<String> argv = new ArrayList<>(List.of("qemu-img", "convert", "-p", "-W", "-m", "16"));
    argv.addAll(List.of(options.split(" ", -1)));
    argv.addAll(List.of("/run/mask", "/tmp/disks/a b:c.img"));
    runner.expect("", argv.toArray(String[]::new));
    View mask = new View(Path.of("/run/mask"), ImageFormat.QCOW2);
    ImageShape shape =
        new ImageShape(
            Optional.ofNullable(cluster).map(ByteSize::of),
            Optional.ofNullable(packing),
            preallocation);
    qemuImg.convert(
        new Conversion(mask, IMAGE, format, compressed, Layout.CONTIGUOUS, Clusters.WHOLE, shape),
        Progress.NONE,
        new CancelToken());
    runner.assertDone();
  }

  private static Conversion conversion(ImageFormat format, boolean compressed, Layout layout) {
    View mask = new View(Path.of("/run/mask"), ImageFormat.QCOW2);
    return new Conversion(mask, IMAGE, format, compressed, layout, Clusters.WHOLE);
  }

  /** The command that {@code qemuImg} would run. */
  private static Command captured(Answer answer, Consumer<QemuImg> act) {
    List<Command> commands = new ArrayList<>();
    act.accept(
        new QemuImg(
            command -> {
              commands.add(command);
              return new CommandResult(
                  command, answer.exitCode(), answer.stdout(), answer.stderr());
            },
            CPUS));
    assertThat(commands).hasSize(1);
    return commands.get(0);
  }

  @Test
  void onlyAScatteredCopyIsPinned() {
    Answer done = new Answer(0, "", "");
    CancelToken stop = new CancelToken();
    Command even =
        captured(
            done,
            q ->
                q.convert(
                    conversion(ImageFormat.RAW, false, Layout.CONTIGUOUS), Progress.NONE, stop));
    Command scattered =
        captured(
            done,
            q ->
                q.convert(
                    conversion(ImageFormat.RAW, false, Layout.SCATTERED), Progress.NONE, stop));
    assertThat(even.cpu()).isEmpty();
    assertThat(even.stop()).contains(stop);
    assertThat(scattered.cpu()).isEqualTo(OptionalInt.of(5));
    assertThat(scattered.stop()).contains(stop);
  }

  @Test
  void anOverlayNamesWhatIsBelowItAndItsFormat() {
    Command command =
        captured(
            new Answer(0, "", ""),
            q ->
                q.createOverlay(
                    Path.of("/run/over"), "json:{}", ImageFormat.RAW, ByteSize.of(1 << 20)));
    assertThat(command.arguments())
        .containsExactly(
            "create", "-q", "-f", "qcow2", "-b", "json:{}", "-F", "raw", "/run/over", "1048576");
  }

  @Test
  void bytesAreInsertedIntoAWindowOfTheTarget() {
    Command command =
        captured(
            new Answer(0, "", ""),
            q ->
                q.insert(
                    new Insertion(
                        new View(Path.of("/run/mask"), ImageFormat.QCOW2),
                        new View(Path.of("/no/such, one.qcow2"), ImageFormat.QCOW2),
                        new Extent(1 << 20, 4096),
                        Layout.SCATTERED),
                    Progress.NONE,
                    new CancelToken()));
    List<String> arguments = command.arguments();
    assertThat(arguments)
        .startsWith("convert", "-p", "-n", "--target-is-zero")
        .containsSubsequence("-f", "qcow2", "-O", "raw", "/run/mask");
    String target = arguments.get(arguments.size() - 1);
    assertThat(JsonParser.parseString(target.substring("json:".length())))
        .isEqualTo(
            JsonParser.parseString(
                """
                {"driver": "raw", "offset": 1048576, "size": 4096,
                 "file": {"driver": "qcow2",
                          "file": {"driver": "file", "filename": "/no/such, one.qcow2"}}}
                """));
    assertThat(command.cpu()).isEqualTo(OptionalInt.of(5));
  }

  @Test
  void aCopyThatFailsIsAFailure() {
    assertThatThrownBy(
            () ->
                captured(
                    new Answer(1, "", "No space left on device"),
                    q ->
                        q.convert(
                            conversion(ImageFormat.RAW, false, Layout.CONTIGUOUS),
                            Progress.NONE,
                            new CancelToken())))
        .isInstanceOf(CommandFailedException.class)
        .hasMessageContaining("No space left on device");
  }

  @Test
  void progressIsAShare() {
    List<Double> shares = new ArrayList<>();
    runner.expect(
        Recorded.text("qemu-img-7.2/convert-progress.txt"),
        "qemu-img",
        "convert",
        "-p",
        "-W",
        "-m",
        "16",
        "-f",
        "qcow2",
        "-O",
        "raw",
        "/run/mask",
        "/tmp/disks/a b:c.img");
    qemuImg.convert(
        conversion(ImageFormat.RAW, false, Layout.CONTIGUOUS), shares::add, new CancelToken());
    assertThat(shares).containsExactly(0.0, 0.5, 1.0, 1.0);
  }

  private boolean compare(Answer answer, Progress progress) {
    runner.expect(
        answer,
        "qemu-img",
        "compare",
        "-p",
        "-f",
        "qcow2",
        "-F",
        "vdi",
        "/run/mask",
        "/tmp/disks/a b:c.img");
    return qemuImg.equal(
        new View(Path.of("/run/mask"), ImageFormat.QCOW2),
        new View(IMAGE, ImageFormat.VDI),
        Layout.CONTIGUOUS,
        progress);
  }

  /** Standard error of one that was built without it, then an answer in the usual way. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void scatteredImagesAreComparedThroughUringWhereThereIsOne(int code) {
    String mask =
        "json:{\"driver\":\"qcow2\",\"file\":{\"driver\":\"file\","
            + "\"filename\":\"/run/mask\",\"aio\":\"io_uring\"},"
            + "\"backing\":{\"file\":{\"aio\":\"io_uring\"}}}";
    String copy =
        "json:{\"driver\":\"raw\",\"file\":{\"driver\":\"file\","
            + "\"filename\":\"/run/copy\",\"aio\":\"io_uring\"}}";
    Answer quick = new Answer(code, "", "");
    runner.expect(quick, "qemu-img", "compare", "-p", "-f", "qcow2", "-F", "raw", mask, copy);
    if (code > 1) {
      runner.expect(
          "", "qemu-img", "compare", "-p", "-f", "qcow2", "-F", "raw", "/run/mask", "/run/copy");
    }

    boolean equal =
        qemuImg.equal(
            new View(Path.of("/run/mask"), ImageFormat.QCOW2),
            new View(Path.of("/run/copy"), ImageFormat.RAW),
            Layout.SCATTERED,
            Progress.NONE);

    assertThat(equal).isEqualTo(code != 1);
    runner.assertDone();
  }

  @Test
  void equalImagesAreEqual() {
    List<Double> shares = new ArrayList<>();
    Answer equal = new Answer(0, Recorded.text("qemu-img-7.2/compare-progress.txt"), "");
    assertThat(compare(equal, shares::add)).isTrue();
    assertThat(shares).startsWith(0.0).endsWith(1.0).contains(0.5).isSorted();
  }

  @Test
  void aMismatchIsAnAnswerAndNoFailure() {
    Answer different = new Answer(1, "    (0.00/100%)\rContent mismatch at offset 0!\n", "");
    assertThat(compare(different, Progress.NONE)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 134})
  void aComparisonThatFailsIsNoAnswer(int code) {
    assertThatThrownBy(() -> compare(new Answer(code, "", "I/O error"), Progress.NONE))
        .isInstanceOf(CommandFailedException.class)
        .hasMessageContaining("I/O error");
  }

  @Test
  void aNewVpcImageKeepsItsSize() {
    runner.expect(
        "", "qemu-img", "create", "-q", "-f", "vpc", "-o", "force_size=on", "/d.vhd", "4096");
    runner.expect("", "qemu-img", "create", "-q", "-f", "qcow2", "/d.qcow2", "4096");
    qemuImg.create(Path.of("/d.vhd"), ImageFormat.VPC, ByteSize.of(4096));
    qemuImg.create(Path.of("/d.qcow2"), ImageFormat.QCOW2, ByteSize.of(4096));
    runner.assertDone();
  }

  private JsonElement part(Path path, ImageFormat format) {
    String name = qemuImg.nameOfPart(new View(path, format), new Extent(1 << 20, 4096));
    assertThat(name).startsWith("json:{");
    return JsonParser.parseString(name.substring("json:".length()));
  }

  @Test
  void aPartOfARawImageIsAWindowOnItsFile(@TempDir Path folder) throws IOException {
    Path file = Files.createFile(folder.resolve("a\"b,c"));
    assertThat(part(file, ImageFormat.RAW))
        .isEqualTo(
            JsonParser.parseString(
                """
                {"driver": "raw", "offset": 1048576, "size": 4096,
                 "file": {"driver": "file", "filename": "%s/a\\"b,c"}}
                """
                    .formatted(folder)));
  }

  @Test
  void aPartOfADeviceIsAWindowOnTheDevice() {
    assertThat(part(Path.of("/dev/null"), ImageFormat.RAW))
        .isEqualTo(
            JsonParser.parseString(
                """
                {"driver": "raw", "offset": 1048576, "size": 4096,
                 "file": {"driver": "host_device", "filename": "/dev/null"}}
                """));
  }

  @Test
  void aPartOfAnyOtherImageIsAWindowOnItsWholeChain(@TempDir Path folder) throws IOException {
    Path file = Files.createFile(folder.resolve("a.vmdk"));
    assertThat(part(file, ImageFormat.VMDK))
        .isEqualTo(
            JsonParser.parseString(
                """
                {"driver": "raw", "offset": 1048576, "size": 4096,
                 "file": {"driver": "quorum", "vote-threshold": 1, "read-pattern": "fifo",
                          "children": [{"driver": "vmdk",
                                        "file": {"driver": "file", "filename": "%s/a.vmdk"}}]}}
                """
                    .formatted(folder)));
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "'0-3,8', 8", "'2,4-5', 5"})
  void theLastProcessorIsKnown(String list, int last) {
    assertThat(new Cpus(Cpus.parse(list)).last()).hasValue(last);
  }

  @Test
  void aSelectionIsWrittenOverADevicePastTheCache() {
    String mask =
        "{\"driver\":\"qcow2\",\"file\":{\"driver\":\"file\",\"filename\":\"/run/mask\"}}";
    runner.expect(
        "    (100.00/100%)",
        "qemu-img",
        "convert",
        "-p",
        "-n",
        "-W",
        "-m",
        "16",
        "-t",
        "none",
        "-B",
        "/run/mask",
        "-F",
        "qcow2",
        "-O",
        "raw",
        "json:{\"driver\":\"qcow2\",\"file\":{\"driver\":\"file\",\"filename\":\"/run/wanted\"},"
            + "\"l2-cache-entry-size\":131072,\"data-file\":"
            + mask
            + ",\"backing\":"
            + mask
            + "}",
        "/dev/sdx");
    List<Double> shares = new ArrayList<>();
    qemuImg.overwrite(
        new Overwriting(
            new View(Path.of("/run/mask"), ImageFormat.QCOW2),
            Path.of("/run/wanted"),
            Path.of("/dev/sdx"),
            Layout.CONTIGUOUS),
        shares::add,
        new CancelToken());
    assertThat(shares).containsExactly(1.0);
  }

  @Test
  void aDeviceIsReadPastTheCache() {
    assertThat(qemuImg.nameOfDevice(Path.of("/dev/disk/by-id/a:b")))
        .isEqualTo(
            "json:{\"driver\":\"raw\",\"file\":{\"driver\":\"host_device\",\"filename\":"
                + "\"/dev/disk/by-id/a:b\",\"cache\":{\"direct\":true}}}");
  }
}
