package org.diskreplicator.it.sandbox;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Judges copies in which file systems were made anew: blocks lie elsewhere, all else is as it was.
 *
 * <p>What is compared is the source once its journals are finished, as whoever mounts it sees it.
 */
final class FilesJudge {
  private final Judge judge;
  private final Sandbox sandbox;
  private final Examiner examiner;

  FilesJudge(Judge judge, Sandbox sandbox, Examiner examiner) {
    this.judge = judge;
    this.sandbox = sandbox;
    this.examiner = examiner;
  }

  /**
   * Makes all proofs of a copy but the one of its source.
   *
   * @param work an existing folder of the judge's own
   */
  Judgement judge(Original original, Disk copy, Path work) {
    Judgement judgement = new Judgement().add(Proof.IMAGE, judge.image(copy));
    Facts expected = expected(original, work);
    try (RawView raw = RawView.open(sandbox, copy, work.resolve("copy.raw"))) {
      Facts facts = examiner.examine(raw.file(), work.resolve("facts"));
      judgement.add(Proof.TABLE, expected.differences(facts, "table"));
      judgement.add(Proof.IDENTITY, identity(expected, facts));
      judgement.add(Proof.FEATURES, expected.differences(facts, "features"));
      judgement.add(Proof.CHECK, newComplaints(expected, facts));
      judgement.add(Proof.FILES, files(expected, facts));
      judgement.add(Proof.DELETED_DATA, deletedData(expected, raw.file()));
    }
    return judgement;
  }

  private Facts expected(Original original, Path work) {
    return original.facts().needsReplay()
        ? examiner.examineReplayed(original.raw().file(), work.resolve("expected"))
        : original.facts();
  }

  /** mkfs.btrfs cannot be told the number of the device, which nothing refers to. */
  private static List<String> identity(Facts expected, Facts copy) {
    return expected.differences(copy, "identity").stream()
        .filter(line -> !line.contains(": UUID_SUB="))
        .toList();
  }

  /**
   * A loader that finds its blocks by a list in itself is installed again; that it boots is tried.
   */
  private static List<String> files(Facts expected, Facts copy) {
    return expected.fileDifferences(copy).stream()
        .filter(line -> !line.matches(".*/ldlinux\\.sys\": (mtime|sha256) .*"))
        .toList();
  }

  private static List<String> newComplaints(Facts expected, Facts copy) {
    List<String> complaints = new ArrayList<>(copy.complaints());
    complaints.removeAll(expected.complaints());
    return complaints;
  }

  /** What cannot be believed is copied by its blocks, deleted data and all. */
  private List<String> deletedData(Facts expected, Path raw) {
    return expected.isSound() && examiner.holdsMarker(raw)
        ? List.of("a deleted file's text is on the copy")
        : List.of();
  }
}
