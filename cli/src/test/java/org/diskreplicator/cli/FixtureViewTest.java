package org.diskreplicator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Path;
import java.util.List;
import org.diskreplicator.engine.model.ByteSize;
import org.diskreplicator.fixtures.Fixture;
import org.diskreplicator.fixtures.FixtureFile;
import org.diskreplicator.fixtures.FixturePartition;
import org.diskreplicator.fixtures.FixtureStretch;
import org.junit.jupiter.api.Test;

final class FixtureViewTest {
  private static final long MIB = 1 << 20;
  private static final ByteSize TAKEN = ByteSize.of(3 * MIB);

  private static Fixture disk() {
    FixtureFile file = new FixtureFile("/a\"\n", 7, "abc");
    FixturePartition first =
        new FixturePartition(
            1, MIB, 4 * MIB, "ext4", "a\u001b", "0-1-2", List.of(file, file), true);
    FixturePartition bare =
        new FixturePartition(0, 5 * MIB, MIB, "unknown", "", "", List.of(), false);
    return new Fixture(
        "sample",
        Path.of("/disks/a\u001b.raw"),
        "raw",
        8 * MIB,
        4096,
        "gpt",
        List.of(first, bare),
        List.of(new FixtureStretch(512, 100, "def")));
  }

  @Test
  void textTellsTheImageAndItsPartitions() {
    assertThat(String.join("\n", new FixtureView(disk(), TAKEN).text()))
        .isEqualTo(
            """
            image       /disks/a\\u001b.raw
            format      raw, shows 8 MiB, takes 3 MiB
            table       gpt, sectors of 4096 bytes
            data        1 stretch outside of partitions
            deleted     blocks that hold the text DISKREP FIXTURE: DELETED DATA, MUST NOT TRAVEL

            #  start   size  content  label    UUID   files  deleted data
            1  1 MiB  4 MiB  ext4     a\\u001b  0-1-2      2  yes
            -  5 MiB  1 MiB  unknown                      0""");
  }

  @Test
  void anEmptyDiskIsThreeLines() {
    Fixture empty =
        new Fixture("e", Path.of("/e.raw"), "raw", MIB, 512, "none", List.of(), List.of());
    assertThat(new FixtureView(empty, ByteSize.ZERO).text()).hasSize(3);
  }

  @Test
  void aProgramGetsAllThatIsKnown() {
    JsonObject json =
        JsonParser.parseString(new FixtureView(disk(), TAKEN).json().toString()).getAsJsonObject();
    assertThat(json.keySet())
        .containsExactly(
            "name",
            "image",
            "format",
            "virtualBytes",
            "sectorSize",
            "allocatedBytes",
            "table",
            "marker",
            "partitions",
            "stretches");
    assertThat(json.get("image").getAsString()).isEqualTo("/disks/a\u001b.raw");
    assertThat(json.get("virtualBytes").getAsLong()).isEqualTo(8 * MIB);
    assertThat(json.get("allocatedBytes").getAsLong()).isEqualTo(3 * MIB);
    assertThat(json.getAsJsonArray("partitions").get(0))
        .hasToString(
            """
            {"number":1,"offset":1048576,"size":4194304,"content":"ext4","label":"a\\u001b",\
            "uuid":"0-1-2","deletedData":true,"files":[\
            {"path":"/a\\"\\n","size":7,"sha256":"abc"},\
            {"path":"/a\\"\\n","size":7,"sha256":"abc"}]}""");
    assertThat(json.getAsJsonArray("stretches"))
        .hasToString("[{\"offset\":512,\"length\":100,\"sha256\":\"def\"}]");
  }
}
