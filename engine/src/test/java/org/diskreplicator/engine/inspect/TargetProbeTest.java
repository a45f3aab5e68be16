package org.diskreplicator.engine.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.diskreplicator.engine.model.ByteSize;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.model.ImageInfo;
import org.diskreplicator.engine.model.TargetFacts;
import org.diskreplicator.engine.model.TargetFacts.Folder;
import org.diskreplicator.engine.model.TargetFacts.Place;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TargetProbeTest {
  private final Path folder;
  private final Path source;
  private final Path base;
  private final Path data;
  private final ImageInfo image;

  TargetProbeTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    source = Files.writeString(folder.resolve("source"), "source");
    base = Files.writeString(folder.resolve("base"), "base");
    data = Files.writeString(folder.resolve("data"), "data");
    ImageInfo below = image(base, Optional.empty(), List.of());
    image = image(source, Optional.of(below), List.of(data));
  }

  private static ImageInfo image(Path path, Optional<ImageInfo> backing, List<Path> data) {
    return new ImageInfo(
        path, ImageFormat.QCOW2, ByteSize.MIB, ByteSize.ZERO, backing, data, false, 0);
  }

  private TargetFacts probe(Path target) {
    return new TargetProbe().probe(target, image);
  }

  private Place place(String name) {
    return probe(folder.resolve(name)).place();
  }

  @Test
  void aFreeNameInAFolder() {
    TargetFacts facts = probe(folder.resolve("new"));
    assertThat(facts.place()).isEqualTo(Place.FREE);
    assertThat(facts.folder()).isEqualTo(Folder.WRITABLE);
    assertThat(facts.isOfSource()).isFalse();
    assertThat(facts.space()).isPositive();
    assertThat(facts.largestFile()).isGreaterThan(1L << 31);
  }

  @Test
  void whatIsThereIsSeen() throws IOException {
    Files.createFile(folder.resolve("file"));
    Files.createDirectory(folder.resolve("sub"));
    Files.createSymbolicLink(folder.resolve("dangling"), folder.resolve("nowhere"));
    Files.createSymbolicLink(folder.resolve("link"), folder.resolve("file"));
    assertThat(place("file")).isEqualTo(Place.FILE);
    assertThat(place("link")).isEqualTo(Place.FILE);
    assertThat(place("sub")).isEqualTo(Place.FOLDER);
    assertThat(place("dangling")).isEqualTo(Place.OTHER);
    assertThat(probe(Path.of("/dev/null")).place()).isEqualTo(Place.OTHER);
  }

  @Test
  void theFolderIsSeenToo() {
    assertThat(probe(folder.resolve("missing/new")).folder()).isEqualTo(Folder.MISSING);
    assertThat(probe(source.resolve("new")).folder()).isEqualTo(Folder.NOT_A_FOLDER);
  }

  @Test
  void anyFileOfTheSourceByAnyNameIsOfTheSource() throws IOException {
    Path hard = Files.createLink(folder.resolve("hard"), base);
    Path soft = Files.createSymbolicLink(folder.resolve("soft"), data);
    Path other = Files.writeString(folder.resolve("other"), "source");
    assertThat(
            List.of(
                source,
                base,
                data,
                hard,
                soft,
                folder.resolve("../" + folder.getFileName() + "/source")))
        .allMatch(target -> probe(target).isOfSource());
    assertThat(probe(other).isOfSource()).isFalse();
  }
}
