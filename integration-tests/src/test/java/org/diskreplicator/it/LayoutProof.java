package org.diskreplicator.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.diskreplicator.fixtures.Fixture;
import org.diskreplicator.fixtures.FixturePartition;

/** Proves with independent tools that a raw disk holds what a fixture holds, in another layout. */
final class LayoutProof {
  private static final int SECTOR = 512;
  private static final int BOOT_CODE = 440;

  private final Fixture source;
  private final Path copy;
  private final FileSystems fileSystems;

  /**
   * Looks at a copy.
   *
   * @param source a raw disk with sectors of 512 bytes
   * @param copy a raw disk
   * @param work a folder for what is taken out of the copy
   */
  LayoutProof(Fixture source, Path copy, Path work) {
    this.source = source;
    this.copy = copy;
    this.fileSystems = new FileSystems(copy, work);
  }

  /** Identities, boot code and files are there, and every file system is sound. */
  void assertGood() {
    if (!source.table().equals("none")) {
      assertTable();
      assertBootCode();
    }
    for (FixturePartition partition : moved()) {
      fileSystems.assertClean(partition);
      fileSystems.assertIdentity(partition);
      fileSystems.assertFiles(partition);
    }
  }

  private void assertTable() {
    assertThat(Tools.output("sfdisk", "--verify", copy)).contains("No errors detected");
    assertThat(identities(copy)).isEqualTo(identities(source.image()));
  }

  /** What sfdisk says of the entries but for their places. */
  private static Map<String, JsonObject> identities(Path disk) {
    Map<String, JsonObject> found = new LinkedHashMap<>();
    JsonObject table = table(disk);
    for (JsonElement element : table.getAsJsonArray("partitions")) {
      JsonObject entry = element.getAsJsonObject().deepCopy();
      String number = entry.remove("node").getAsString().replaceAll(".*\\D", "");
      entry.remove("start");
      entry.remove("size");
      found.put(number, entry);
    }
    JsonObject whole = new JsonObject();
    whole.add("label", table.get("label"));
    whole.add("id", table.get("id"));
    found.put("table", whole);
    return found;
  }

  private static JsonObject table(Path disk) {
    return JsonParser.parseString(Tools.output("sfdisk", "--json", disk))
        .getAsJsonObject()
        .getAsJsonObject("partitiontable");
  }

  /** The partitions of the fixture in the places that the copy's table names. */
  List<FixturePartition> moved() {
    if (source.table().equals("none")) {
      long size = copy.toFile().length();
      return source.partitions().stream().map(old -> placed(old, 0, size)).toList();
    }
    List<FixturePartition> moved = new ArrayList<>();
    for (JsonElement element : table(copy).getAsJsonArray("partitions")) {
      JsonObject entry = element.getAsJsonObject();
      int number = Integer.parseInt(entry.get("node").getAsString().replaceAll(".*\\D", ""));
      source.partitions().stream()
          .filter(old -> old.number() == number)
          .map(old -> placed(old, bytes(entry, "start"), bytes(entry, "size")))
          .forEach(moved::add);
    }
    return moved;
  }

  private static long bytes(JsonObject entry, String field) {
    return entry.get(field).getAsLong() * SECTOR;
  }

  private static FixturePartition placed(FixturePartition old, long offset, long size) {
    return new FixturePartition(
        old.number(),
        offset,
        size,
        old.content(),
        old.label(),
        old.uuid(),
        old.files(),
        old.garbage());
  }

  private void assertBootCode() {
    assertThat(bytes(copy, 0, BOOT_CODE)).isEqualTo(bytes(source.image(), 0, BOOT_CODE));
    List<Long> records = bootRecords(copy);
    List<Long> originals = bootRecords(source.image());
    assertThat(records).hasSameSizeAs(originals);
    for (int i = 0; i < records.size(); i++) {
      assertThat(bytes(copy, records.get(i), BOOT_CODE))
          .as("boot code of extended boot record %d", i + 1)
          .isEqualTo(bytes(source.image(), originals.get(i), BOOT_CODE));
    }
  }

  /** Where the extended boot records are, by following their links. */
  private static List<Long> bootRecords(Path disk) {
    List<Long> records = new ArrayList<>();
    long container = next(disk, 0, 0, List.of(0x05, 0x0f, 0x85));
    for (long at = container; at != 0 && records.size() < 64; ) {
      records.add(at);
      at = next(disk, at, container, List.of(0x05, 0x0f, 0x85));
    }
    return records;
  }

  private static long next(Path disk, long record, long base, List<Integer> types) {
    byte[] sector = bytes(disk, record, SECTOR);
    for (int entry = 446; entry < 510; entry += 16) {
      if (types.contains(sector[entry + 4] & 0xff)) {
        return base + SECTOR * littleEndian(sector, entry + 8);
      }
    }
    return 0;
  }

  private static long littleEndian(byte[] bytes, int at) {
    long value = 0;
    for (int i = 3; i >= 0; i--) {
      value = value << 8 | (bytes[at + i] & 0xff);
    }
    return value;
  }

  private static byte[] bytes(Path disk, long offset, int length) {
    byte[] bytes = new byte[length];
    try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "r")) {
      file.seek(offset);
      file.readFully(bytes);
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
