package org.diskreplicator.engine.tool;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.port.BtrfsFileSystems.Making;
import org.diskreplicator.engine.process.Command;
import org.diskreplicator.engine.process.CommandResult;
import org.diskreplicator.engine.process.CommandRunner;
import org.diskreplicator.engine.process.Tool;

/** mkfs.btrfs(8); what its version does not know is left out and told. */
final class MkfsBtrfs {
  private static final String BLOCK_GROUP_TREE = "block-group-tree";

  private final CommandRunner runner;

  MkfsBtrfs(CommandRunner runner) {
    this.runner = runner;
  }

  List<String> make(Path file, Making how) {
    List<String> features = new ArrayList<>(how.features());
    List<String> warnings = new ArrayList<>();
    if (features.contains(BLOCK_GROUP_TREE) && !knows(BLOCK_GROUP_TREE)) {
      features.remove(BLOCK_GROUP_TREE);
      warnings.add(
          "The new btrfs has no block group tree, which this version of mkfs.btrfs cannot make;"
              + " 'btrfstune --convert-to-block-group-tree' of a newer one adds it.");
    }
    CommandResult result =
        runner.run(Command.of("making btrfs", Tool.MKFS_BTRFS, arguments(file, how, features)));
    if (result.exitCode() != 0) {
      throw new RefusedException(
          "This btrfs cannot be made anew: " + reason(result) + ". Copy its blocks.");
    }
    return warnings;
  }

  private boolean knows(String feature) {
    CommandResult result =
        runner.run(Command.of("asking mkfs.btrfs for features", Tool.MKFS_BTRFS, "-O", "list-all"));
    return (result.stdout() + result.stderr()).contains(feature);
  }

  private static List<String> arguments(Path file, Making how, List<String> features) {
    List<String> arguments = new ArrayList<>(List.of("-q", "-f", "-L", how.label()));
    how.uuid().ifPresent(uuid -> arguments.addAll(List.of("-U", uuid)));
    arguments.addAll(List.of("-s", Integer.toString(how.sectorSize())));
    arguments.addAll(List.of("-n", Integer.toString(how.nodeSize())));
    arguments.addAll(List.of("--csum", how.checksum()));
    if (how.mixed()) {
      arguments.add("--mixed");
    }
    arguments.addAll(List.of("-d", how.profiles().data(), "-m", how.profiles().metadata()));
    arguments.addAll(List.of("-O", String.join(",", features)));
    arguments.addAll(List.of("-R", (how.freeSpaceTree() ? "" : "^") + "free-space-tree"));
    arguments.addAll(List.of("--", file.toString()));
    return arguments;
  }

  private static String reason(CommandResult result) {
    return result
        .stderr()
        .lines()
        .filter(line -> line.startsWith("ERROR: "))
        .findFirst()
        .map(line -> line.substring("ERROR: ".length()))
        .orElse("mkfs.btrfs ended with code " + result.exitCode());
  }
}
