package org.diskreplicator.engine.tool;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.diskreplicator.engine.model.TargetFacts.Folder;
import org.diskreplicator.engine.model.TargetFacts.Place;
import org.diskreplicator.engine.port.RemoteAddress;
import org.diskreplicator.engine.process.CommandResult;
import org.diskreplicator.engine.scope.FarFile;

/**
 * What sftp(1) of OpenSSH 9.2 says of a place: it goes to the folder, which has to work, then tries
 * to go to the file as if it were a folder, and lists it. How much room there is (statvfs) not
 * every server tells.
 */
final class SftpListing {
  /** Size, used, left for this user, left for root, and the share; in units of 1024 bytes. */
  private static final Pattern ROOM =
      Pattern.compile("^ *\\d+ +\\d+ +(?<left>\\d{1,15}) +\\d+ +(\\d+%|ERR)$", Pattern.MULTILINE);

  private SftpListing() {}

  /** Bytes left there, as {@code df} tells; many when the server does not say. */
  static long space(CommandResult result) {
    Matcher room = ROOM.matcher(result.stdout());
    return room.find() ? Long.parseLong(room.group("left")) * 1024 : Long.MAX_VALUE;
  }

  /**
   * What is there, when the folder could be entered. Whatever is in doubt is no place for a file.
   */
  static Place place(CommandResult result, FarFile file) {
    if (result.stderr().lines().allMatch(line -> line.contains("statvfs"))) {
      return Place.FOLDER;
    }
    return result
        .stdout()
        .lines()
        .filter(line -> !line.startsWith("sftp>") && line.endsWith(" " + file.path()))
        .findFirst()
        .map(line -> line.startsWith("-") ? Place.FILE : Place.OTHER)
        .orElse(result.stderr().contains("\" not found") ? Place.FREE : Place.OTHER);
  }

  /** Why the folder could not be entered. */
  static Folder folder(CommandResult result, RemoteAddress address) {
    String answer =
        result
            .stderr()
            .lines()
            .filter(line -> line.matches("(stat remote|realpath .*|Can't change directory): .*"))
            .findFirst()
            .orElse("");
    if (answer.contains("No such file")) {
      return Folder.MISSING;
    }
    if (answer.contains("is not a directory")) {
      return Folder.NOT_A_FOLDER;
    }
    if (answer.contains("Permission denied")) {
      return Folder.READ_ONLY;
    }
    throw RemoteFailure.of(address, ofSsh(result.stderr()));
  }

  /** Without what sftp adds to what ssh says. */
  private static String ofSsh(String stderr) {
    return stderr
        .lines()
        .filter(line -> !line.startsWith("Connection closed") && !line.startsWith("@"))
        .collect(Collectors.joining("\n"));
  }
}
