package org.diskreplicator.it.sandbox;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Judges copies without anything of diskrep. */
final class Judge {
  private final Sandbox sandbox;
  private final Examiner examiner;

  Judge(Sandbox sandbox, Examiner examiner) {
    this.sandbox = sandbox;
    this.examiner = examiner;
  }

  /**
   * Makes all proofs of a copy but the one of its source.
   *
   * @param work an existing folder of the judge's own
   */
  Judgement judge(Original original, Disk copy, Path work) {
    Judgement judgement = new Judgement().add(Proof.IMAGE, image(copy));
    try (RawView raw = RawView.open(sandbox, copy, work.resolve("copy.raw"))) {
      Facts facts = examiner.examine(raw.file(), work.resolve("facts"));
      Facts expected = original.facts();
      judgement.add(Proof.TABLE, expected.differences(facts, "table"));
      judgement.add(Proof.IDENTITY, expected.differences(facts, "identity"));
      judgement.add(Proof.CHECK, expected.differences(facts, "check"));
      judgement.add(Proof.FILES, expected.fileDifferences(facts));
      Comparison comparison = examiner.compare(original, raw.file(), copy.image());
      judgement.add(Proof.USED_BYTES, usedBytes(comparison));
      judgement.add(Proof.DELETED_DATA, deletedData(original, comparison));
    }
    return judgement;
  }

  /** Format, size and integrity of the copy's file. */
  List<String> image(Disk copy) {
    String info = sandbox.root("qemu-img", "info", "--output=json", copy.image()).output();
    JsonObject facts = JsonParser.parseString(info).getAsJsonObject();
    List<String> wrong = new ArrayList<>();
    if (!facts.get("format").getAsString().equals(copy.format())) {
      wrong.add("the format is " + facts.get("format") + " instead of " + copy.format());
    }
    if (facts.get("virtual-size").getAsLong() != copy.size()) {
      wrong.add("the size is " + facts.get("virtual-size") + " instead of " + copy.size());
    }
    if (copy.format().equals("qcow2")) {
      SandboxResult check =
          sandbox.root("qemu-img", "check", "-q", "-f", "qcow2", copy.image()).run();
      if (check.exitCode() != 0) {
        wrong.add(check.toString());
      }
    }
    return wrong;
  }

  private static List<String> usedBytes(Comparison comparison) {
    return comparison.used().stream()
        .map(sector -> "bytes " + sector.get(0) + " to " + sector.get(1) + " differ")
        .toList();
  }

  /**
   * A partition whose free list cannot be believed is copied whole; then the marker in it is no
   * fault.
   */
  private static List<String> deletedData(Original original, Comparison comparison) {
    List<String> wrong = new ArrayList<>();
    if (original.claimed() != original.found()) {
      wrong.add(
          "the recipe says of deleted data " + original.claimed() + ", the disk the opposite");
    }
    comparison.free().forEach(at -> wrong.add("a deleted file's text at " + at));
    comparison.image().forEach(at -> wrong.add("a deleted file's text in the image file at " + at));
    return wrong;
  }
}
