package org.diskreplicator.cli;

import java.util.ArrayList;
import java.util.List;
import org.diskreplicator.engine.compare.Difference;
import org.diskreplicator.engine.compare.FileVerification;
import org.diskreplicator.engine.compare.PartResult;
import org.diskreplicator.engine.model.ByteSize;
import org.diskreplicator.engine.model.Printable;

/** A comparison of files for people. */
final class VerificationText {
  private VerificationText() {}

  static List<String> of(FileVerification result) {
    List<String> lines = new ArrayList<>();
    result.parts().forEach(part -> add(lines, part));
    if (result.equal()) {
      lines.add(
          "Equal: %d files and %s of content compared."
              .formatted(result.files(), ByteSize.of(result.bytes())));
    }
    return lines;
  }

  private static void add(List<String> lines, PartResult part) {
    lines.add(
        "%s (%s): %s"
            .formatted(
                part.title(),
                Printable.of(part.content()),
                part.equal() ? equal(part) : count(part)));
    if (!part.note().isEmpty()) {
      lines.add("  compared byte by byte, because " + Printable.of(part.note()));
    }
    for (Difference difference : part.differences()) {
      lines.add("  " + Printable.of(difference.where()) + ": " + Printable.of(difference.what()));
    }
    long more = part.differenceCount() - part.differences().size();
    if (more > 0) {
      lines.add("  and " + more + " more");
    }
  }

  private static String equal(PartResult part) {
    return switch (part.means()) {
      case FILES -> "equal, %d files, %s".formatted(part.files(), ByteSize.of(part.bytes()));
      case HEADER -> "equal";
      case BYTES -> "equal, " + ByteSize.of(part.bytes());
    };
  }

  private static String count(PartResult part) {
    return part.differenceCount() == 1 ? "1 difference" : part.differenceCount() + " differences";
  }
}
