package org.diskreplicator.engine.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.diskreplicator.engine.port.FakeImageFiles.header;
import static org.diskreplicator.engine.port.FakeImageFiles.over;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.model.ByteSize;
import org.diskreplicator.engine.model.ClusterShape;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.model.ImageInfo;
import org.diskreplicator.engine.model.Layer;
import org.diskreplicator.engine.port.FakeImageFiles;
import org.diskreplicator.engine.port.ImageFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ImageChainTest {
  private static final String QCOW2 = "QFI\u00fb\0\0\0\3";

  private final Path folder;
  private final Path outside;
  private final Path image;
  private final FakeImageFiles files = new FakeImageFiles();

  ImageChainTest(@TempDir Path temp) throws IOException {
    folder = Files.createDirectory(temp.resolve("folder"));
    outside = write(temp.resolve("secret"), "secret");
    image = write(folder.resolve("image"), QCOW2);
  }

  private static Path write(Path file, String bytes) throws IOException {
    return Files.writeString(file, bytes, StandardCharsets.ISO_8859_1);
  }

  private ImageInfo open(ExternalFiles external) {
    return new ImageChain(files, external).open(image, Optional.empty());
  }

  private ImageInfo open() {
    return open(ExternalFiles.REFUSED);
  }

  private void assertRefused(String sentence) {
    assertThatThrownBy(this::open).isInstanceOf(RefusedException.class).hasMessage(sentence);
  }

  @Test
  void theFormatIsDetectedOnceAndPassedOn() {
    assertThat(open().format()).isEqualTo(ImageFormat.QCOW2);
    assertThat(files.calls()).containsExactly("header " + image + " as qcow2", "check " + image);
  }

  @Test
  void aStatedFormatIsBelieved() {
    ImageInfo info =
        new ImageChain(files, ExternalFiles.REFUSED).open(image, Optional.of(ImageFormat.RAW));
    assertThat(info.format()).isEqualTo(ImageFormat.RAW);
    assertThat(files.calls()).containsExactly("header " + image + " as raw");
  }

  @Test
  void theHeaderIsTakenOver() {
    files.with(image, header(4096));
    ImageInfo info = open();
    assertThat(info.virtualSize().bytes()).isEqualTo(4096);
    assertThat(info.allocatedSize().bytes()).isEqualTo(2048);
    assertThat(info.backing()).isEmpty();
  }

  @Test
  void aChainIsFollowedInsideTheFolder() throws IOException {
    Path middle = write(Files.createDirectory(folder.resolve("sub")).resolve("middle"), QCOW2);
    Path base = write(folder.resolve("sub/base"), "raw bytes");
    files.with(image, over("sub/middle", "qcow2")).with(middle, over(base.toString()));
    ImageInfo info = open();
    assertThat(ImageChain.files(info)).containsExactly(image, middle, base);
    assertThat(info.backing().orElseThrow().backing().orElseThrow().format())
        .isEqualTo(ImageFormat.RAW);
  }

  @Test
  void aLayerTellsHowItStandsOnAnother() throws IOException {
    ClusterShape clusters = new ClusterShape(ByteSize.of(4096), true);
    ImageFiles.Header header = over("base", "raw");
    write(folder.resolve("base"), "raw bytes");
    files.with(
        image,
        new ImageFiles.Header(
            header.virtualSize(),
            header.allocatedSize(),
            header.backing(),
            header.backingFormat(),
            header.dataFiles(),
            false,
            0,
            false,
            Optional.of(clusters)));
    assertThat(open().layer()).contains(new Layer("base", Optional.of(ImageFormat.RAW), clusters));
    files.with(image, over("base", "raw"));
    assertThat(open().layer()).isEmpty();
  }

  @Test
  void theFormatInTheHeaderDecidesAndNotTheBytes() throws IOException {
    Path base = write(folder.resolve("base"), QCOW2);
    files.with(image, over("base", "raw"));
    assertThat(open().backing().orElseThrow().format()).isEqualTo(ImageFormat.RAW);
    assertThat(files.calls()).contains("header " + base + " as raw");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../secret", "ABSOLUTE", "link"})
  void aBackingFileOutsideTheFolderIsRefusedAndNeverOpened(String name) throws IOException {
    Files.createSymbolicLink(folder.resolve("link"), outside);
    String written = name.equals("ABSOLUTE") ? outside.toString() : name;
    files.with(image, over(written, "raw"));
    assertRefused(
        "'"
            + image
            + "' names '"
            + image.resolveSibling(written)
            + "' as its backing file, outside its own folder; give --allow-external if you trust"
            + " the image.");
    assertThat(files.calls()).containsExactly("header " + image + " as qcow2");
  }

  @Test
  void aBackingFileOutsideIsFollowedWhenAllowed() {
    files.with(image, over("../secret", "raw"));
    ImageInfo backing = open(ExternalFiles.ALLOWED).backing().orElseThrow();
    assertThat(backing.path()).isEqualTo(folder.resolve("../secret"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "json:{\"driver\":\"file\"}", "nbd:localhost:10809", "nbd://host/x", "fat:rw:/etc",
        "file:base", "ssh://host/file", "http://host/\nfile", "a:b.raw"
      })
  void aProtocolIsNeverFollowed(String name) {
    files.with(image, over(name, "raw"));
    for (ExternalFiles external : List.of(ExternalFiles.REFUSED, ExternalFiles.ALLOWED)) {
      assertThatThrownBy(() -> open(external))
          .isInstanceOf(RefusedException.class)
          .hasMessage(
              "'"
                  + image
                  + "' names '"
                  + name
                  + "' as its backing file; only local files are"
                  + " followed.");
    }
    assertThat(files.calls()).doesNotContain("check " + image);
  }

  @Test
  void nothingIsFollowedOfARemoteImage() {
    files.with(image, over("base.raw", "raw"));
    assertThatThrownBy(() -> open(ExternalFiles.NONE))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("has to hold all of its disk itself");
    assertThat(files.calls()).doesNotContain("check " + image);
  }

  @Test
  void aDataFileIsHeldToTheSameRules() throws IOException {
    Path data = write(folder.resolve("data"), "bytes");
    files.with(image, withData("data"));
    assertThat(open().dataFiles()).containsExactly(data);
    files.with(image, withData("../secret"));
    assertThatThrownBy(this::open)
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("as its data file, outside its own folder");
  }

  private static ImageFiles.Header withData(String name) {
    ImageFiles.Header alone = header(1 << 20);
    return new ImageFiles.Header(
        alone.virtualSize(),
        alone.allocatedSize(),
        Optional.empty(),
        Optional.empty(),
        List.of(name),
        false,
        0,
        false);
  }

  @Test
  void aMissingBackingFileIsNamed() {
    files.with(image, over("gone", "raw"));
    assertRefused(
        "The backing file '"
            + folder.resolve("gone")
            + "' of '"
            + image
            + "' does not exist or cannot be reached.");
    files.with(image, over("gone", "raw"));
    assertThatThrownBy(() -> open(ExternalFiles.ALLOWED)).isInstanceOf(RefusedException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"luks", "qed", "$(id)", ""})
  void aBackingFormatThatNobodyKnowsIsRefused(String format) throws IOException {
    write(folder.resolve("base"), "x");
    files.with(image, over("base", format));
    assertRefused(
        "The backing file of '"
            + image
            + "' has the format '"
            + format
            + "', which is not one of raw, qcow2, vmdk, vdi, vhdx, vpc.");
  }

  @Test
  void aChainThatBitesItsTailIsRefused() throws IOException {
    Path other = write(folder.resolve("other"), QCOW2);
    files.with(image, over("other", "qcow2")).with(other, over("image", "qcow2"));
    assertRefused("The backing chain of '" + image + "' leads back to itself.");
    files.with(image, over("image", "qcow2"));
    assertRefused("The backing chain of '" + image + "' leads back to itself.");
  }

  @Test
  void aChainThatBitesItsTailByOtherNamesIsRefusedToo() {
    Path name = image;
    for (int i = 0; i < 100; i++) {
      files.with(name, over("../folder/image", "qcow2"));
      name = name.resolveSibling("../folder/image");
    }
    assertThatThrownBy(this::open)
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("leads back to itself");
  }

  private static ImageFiles.Header encrypted(Optional<String> backing) {
    ImageFiles.Header plain = header(4096);
    return new ImageFiles.Header(
        plain.virtualSize(),
        plain.allocatedSize(),
        backing,
        Optional.empty(),
        List.of(),
        true,
        0,
        false);
  }

  @Test
  void anEncryptedImageIsRefusedWithoutItsKey() {
    files.with(image, encrypted(Optional.empty())).locking();
    assertRefused("'" + image + "' is locked.");
  }

  @Test
  void anEncryptedImageIsOpenedWithItsKey() {
    files.with(image, encrypted(Optional.empty()));
    assertThat(open().encrypted()).isTrue();
  }

  @Test
  void aDamagedImageIsRefused() {
    files.with(image, ImageFiles.Integrity.DAMAGED);
    assertRefused(
        "'"
            + image
            + "' is a damaged or truncated qcow2 image; see what is wrong with: qemu-img check -f"
            + " qcow2 FILE.");
  }

  @ParameterizedTest
  @EnumSource(
      value = ImageFiles.Integrity.class,
      names = {"SOUND", "LEAKS", "UNCHECKED"})
  void anImageThatReadsRightIsTaken(ImageFiles.Integrity integrity) {
    files.with(image, integrity);
    assertThat(open().path()).isEqualTo(image);
  }

  @Test
  void compressedDataIsCountedAsWhatItIsOnTheDisk() {
    ImageFiles.Header plain = header(1 << 20);
    files.with(image, plain);
    assertThat(open().heldSize()).isEqualTo(plain.allocatedSize());
    files.with(image, new ImageFiles.Check(ImageFiles.Integrity.SOUND, OptionalDouble.of(0.75)));
    assertThat(open().heldSize()).isEqualTo(ByteSize.of(786_432));
    files.with(image, new ImageFiles.Check(ImageFiles.Integrity.LEAKS, OptionalDouble.of(1.01)));
    assertThat(open().heldSize()).isEqualTo(plain.virtualSize());
  }

  @Test
  void aCompressedVmdkMayHoldAllOfItsDisk() {
    ImageFiles.Header plain = header(1 << 20);
    files.with(
        image,
        new ImageFiles.Header(
            plain.virtualSize(),
            plain.allocatedSize(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            false,
            0,
            true));
    assertThat(open().heldSize()).isEqualTo(plain.virtualSize());
  }

  @Test
  void whatIsNoDiskIsRefusedBeforeAnyToolSeesIt() throws IOException {
    Path missing = folder.resolve("missing");
    Path empty = Files.createFile(folder.resolve("empty"));
    assertRefused(missing, "There is no file or device '" + missing + "'.");
    assertRefused(folder, "'" + folder + "' is a folder; give the path of an image or device.");
    assertRefused(empty, "'" + empty + "' is empty; there is no disk in it.");
    assertRefused(Path.of("/dev/null"), "'/dev/null' is neither a file nor a block device.");
    assertThat(files.calls()).isEmpty();
  }

  private void assertRefused(Path path, String sentence) {
    assertThatThrownBy(
            () -> new ImageChain(files, ExternalFiles.REFUSED).open(path, Optional.empty()))
        .isInstanceOf(RefusedException.class)
        .hasMessage(sentence);
  }
}
