package org.diskreplicator.engine.tool;

import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.diskreplicator.engine.port.FileSystemChecks.Verdict;

/**
 * What fsck.fat 4.2 printed, line by line.
 *
 * <p>It agrees when it ran to its end and each of its lines, on both streams, is known to touch
 * neither the table nor a directory: free count and magic of the FSInfo sector, a backup boot
 * sector that differs or is missing, and volume labels. Names on the disk can add lines but take
 * none away, so an unknown line, or another version's wording, can only make it disagree.
 */
final class FsckFatReport implements Consumer<String> {
  private static final Pattern HARMLESS =
      Pattern.compile(
          String.join(
              "|",
              "fsck\\.fat \\d.*",
              // FSInfo
              "Free cluster summary wrong \\(\\d+ vs\\. really \\d+\\)",
              "Free cluster summary uninitialized \\(should be \\d+\\)",
              "FSINFO sector has bad magic number\\(s\\):",
              "  Offset \\d+: 0x[0-9a-f]+ != expected 0x[0-9a-f]+",
              "No FSINFO sector",
              "  Not automatically creating it\\.",
              "  Auto-correcting( it)?\\.",
              // the backup of the boot sector
              "There are differences between boot sector and its backup\\.",
              "This is mostly harmless\\. Differences: \\(offset:original/backup\\)",
              "  \\d+:[0-9a-f]{2}/[0-9a-f]{2}(, \\d+:[0-9a-f]{2}/[0-9a-f]{2})*,?",
              "  Not automatically fixing this\\.",
              "There is no backup boot sector\\.",
              "And there is no space for creating one!",
              "  Auto-creating backup boot block\\.",
              "Created backup of boot sector in sector \\d+",
              // labels
              "Label in boot sector is '.*', but there is no volume label in root directory\\.",
              "There is no label in boot sector, but there is volume label '.*' stored in root"
                  + " directory",
              "Volume label '.*' stored in root directory and label '.*' stored in boot sector and"
                  + " different\\.",
              "  Auto-copying (volume )?label from (boot sector to root directory|root directory to"
                  + " boot sector)\\.",
              "  Auto-removing label from boot sector\\.",
              // FAT32 with few clusters, as on many EFI system partitions; on standard error
              "Warning: Filesystem is FAT32 according to fat_length and fat32_length fields,",
              "  but has only \\d+ clusters, less than the required minimum of \\d+\\.",
              "  This may lead to problems on some systems\\.",
              // the end
              "Leaving filesystem unchanged\\."));
  private static final Pattern SUMMARY = Pattern.compile(": \\d+ files, \\d+/\\d+ clusters");

  /** So many lines a runner keeps. */
  private static final int STDERR_LINES = 20;

  private final String path;
  private final LastLines findings = new LastLines();
  private boolean harmless = true;
  private boolean complete;

  FsckFatReport(String path) {
    this.path = path;
  }

  @Override
  public void accept(String line) {
    if (isSummary(line)) {
      complete = true;
    } else if (!HARMLESS.matcher(line).matches()) {
      harmless = false;
      findings.accept(line);
    }
  }

  private boolean isSummary(String line) {
    return line.startsWith(path) && SUMMARY.matcher(line.substring(path.length())).matches();
  }

  /**
   * The verdict.
   *
   * @param stderr the last lines of standard error; when there may have been more, it disagrees
   */
  Verdict verdict(int exitCode, String stderr) {
    stderr.lines().forEach(this);
    boolean cut = stderr.lines().count() >= STDERR_LINES;
    boolean agrees = harmless && complete && !cut && (exitCode == 0 || exitCode == 1);
    if (!agrees) {
      findings.accept("fsck.fat ended with code " + exitCode);
    }
    return new Verdict(agrees, findings.text());
  }
}
