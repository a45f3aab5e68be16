package org.diskreplicator.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.diskreplicator.engine.gpt.GptReader;
import org.diskreplicator.engine.model.Partition;
import org.diskreplicator.engine.model.PartitionTable;
import org.diskreplicator.engine.model.SectorSize;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read of a GPT is what sfdisk reads, where sfdisk can read it. */
@ExtendWith(Lab.class)
class GptReaderIT {
  private static final int SIZE = 64 << 20;
  private static final List<String> ATTRIBUTES =
      List.of("RequiredPartition", "NoBlockIOProtocol", "LegacyBIOSBootable", "GUID:48,50,63");

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"gpt", "gap-data", "out-of-order", "empty-gpt", "hostile-labels", "demo"})
  void fixturesReadAsSfdiskReadsThem(String name, Workbench bench) throws IOException {
    assertEqual(bench.fixture(name).image());
  }

  static IntStream seeds() {
    return IntStream.range(0, 20);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void randomTablesReadAsSfdiskReadsThem(int seed) throws IOException {
    Path disk = folder.resolve("disk");
    try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
      file.setLength(SIZE);
    }
    Path script = Files.writeString(folder.resolve("script"), script(new Random(seed)));
    Tools.output("sh", "-c", "sfdisk -q \"$1\" <\"$2\"", "sh", disk, script);
    assertEqual(disk);
  }

  private static String script(Random random) {
    StringBuilder script = new StringBuilder("label: gpt\n");
    script.append("table-length: ").append(List.of(4, 128, 256).get(random.nextInt(3)));
    script.append('\n');
    List<Integer> numbers = new ArrayList<>(List.of(1, 2, 3, 4));
    Collections.shuffle(numbers, random);
    for (int i = 0; i < random.nextInt(5); i++) {
      script.append(numbers.get(i)).append(" : start=").append(2048 + 20_000 * i);
      script.append(", size=").append(1 + random.nextInt(20_000));
      script.append(", type=").append(new UUID(random.nextLong(), random.nextLong()));
      script.append(", name=\"").append(name(random)).append('"');
      script.append(", attrs=\"").append(attributes(random)).append("\"\n");
    }
    return script.toString();
  }

  private static String name(Random random) {
    return random
        .ints(random.nextInt(18), 0, 6)
        .mapToObj(i -> List.of("a", "Z", " ", "ü", "\ud83d\ude00", "$").get(i))
        .reduce("", String::concat);
  }

  private static String attributes(Random random) {
    return String.join(" ", ATTRIBUTES.stream().filter(word -> random.nextBoolean()).toList());
  }

  private static void assertEqual(Path disk) throws IOException {
    JsonObject expected = bySfdisk(disk);
    PartitionTable table = byEngine(disk);
    assertThat(table.id()).contains(expected.get("id").getAsString());
    assertThat(table.sectorSize().bytes()).isEqualTo(expected.get("sectorsize").getAsInt());
    assertThat(table.partitions())
        .extracting(GptReaderIT::text)
        .containsExactlyElementsOf(partitions(expected));
  }

  private static PartitionTable byEngine(Path disk) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "r")) {
      return GptReader.read((at, length) -> bytes(file, at, length), SectorSize.S512).orElseThrow();
    }
  }

  private static Optional<byte[]> bytes(RandomAccessFile file, long at, int length) {
    byte[] bytes = new byte[length];
    try {
      file.seek(at);
      file.readFully(bytes);
      return Optional.of(bytes);
    } catch (EOFException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonObject bySfdisk(Path disk) {
    String json = Tools.output("sfdisk", "--json", disk);
    return JsonParser.parseString(json).getAsJsonObject().getAsJsonObject("partitiontable");
  }

  private static List<String> partitions(JsonObject table) {
    JsonArray partitions =
        table.has("partitions") ? table.getAsJsonArray("partitions") : new JsonArray();
    return partitions.asList().stream()
        .map(JsonElement::getAsJsonObject)
        .map(
            p ->
                p.get("node").getAsString().replaceAll(".*?(\\d+)$", "$1")
                    + " at %d, %d sectors, "
                        .formatted(p.get("start").getAsLong(), p.get("size").getAsLong())
                    + String.join("|", text(p, "type"), text(p, "uuid"))
                    + "|"
                    + String.join("|", text(p, "name"), text(p, "attrs")))
        .toList();
  }

  private static String text(JsonObject object, String name) {
    return object.has(name) ? object.get(name).getAsString() : "";
  }

  private static String text(Partition partition) {
    return partition.number()
        + " at %d, %d sectors, "
            .formatted(partition.extent().offset() / 512, partition.extent().length() / 512)
        + String.join("|", partition.typeCode(), partition.uuid().orElse(""))
        + "|"
        + String.join("|", partition.name().orElse(""), partition.attributes());
  }
}
