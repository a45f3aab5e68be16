package org.diskreplicator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.stream.IntStream;
import org.diskreplicator.engine.compare.Difference;
import org.diskreplicator.engine.compare.FileVerification;
import org.diskreplicator.engine.compare.PartResult;
import org.diskreplicator.engine.compare.PartResult.Means;
import org.junit.jupiter.api.Test;

/** What a comparison of files shows to people and to programs. */
final class VerificationViewTest {
  private static PartResult part(Means means, List<Difference> differences, long count) {
    return new PartResult("partition 2", "ext4", means, 12, 3 << 20, differences, count, "");
  }

  private static FileVerification of(PartResult... parts) {
    return new FileVerification(List.of(parts));
  }

  @Test
  void equalPartsSayHowMuchWasCompared() {
    PartResult bytes =
        new PartResult(
            "partition 3", "LVM2_member", Means.BYTES, 0, 1 << 20, List.of(), 0, "no driver");
    assertThat(VerificationText.of(of(part(Means.FILES, List.of(), 0), bytes)))
        .containsExactly(
            "partition 2 (ext4): equal, 12 files, 3 MiB",
            "partition 3 (LVM2_member): equal, 1 MiB",
            "  compared byte by byte, because no driver",
            "Equal: 12 files and 4 MiB of content compared.");
  }

  @Test
  void theFirstDifferencesAreShownAndTheRestCounted() {
    List<Difference> twenty =
        IntStream.range(0, 20).mapToObj(i -> new Difference("f" + i, "missing")).toList();
    List<String> lines = VerificationText.of(of(part(Means.FILES, twenty, 23)));
    assertThat(lines).hasSize(22).startsWith("partition 2 (ext4): 23 differences", "  f0: missing");
    assertThat(lines).endsWith("  f19: missing", "  and 3 more");
  }

  @Test
  void namesCannotMoveTheCursor() {
    List<Difference> hostile = List.of(new Difference("a\n\u001b[2J", "user.\r 0x in the source"));
    assertThat(VerificationText.of(of(part(Means.FILES, hostile, 1))))
        .containsExactly(
            "partition 2 (ext4): 1 difference", "  a\\n\\u001b[2J: user.\\u000d 0x in the source");
  }

  @Test
  void programsGetTheSame() {
    JsonObject json =
        VerificationJson.of(of(part(Means.FILES, List.of(new Difference("a\nb", "x")), 21)));
    assertThat(json.get("equal").getAsBoolean()).isFalse();
    assertThat(json.get("files").getAsLong()).isEqualTo(12);
    JsonObject part = json.getAsJsonArray("parts").get(0).getAsJsonObject();
    assertThat(part.get("means").getAsString()).isEqualTo("files");
    assertThat(part.get("differenceCount").getAsLong()).isEqualTo(21);
    assertThat(part.getAsJsonArray("differences").toString())
        .isEqualTo("[{\"where\":\"a\\nb\",\"what\":\"x\"}]");
  }
}
