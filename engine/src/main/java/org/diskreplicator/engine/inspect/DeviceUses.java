package org.diskreplicator.engine.inspect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Who uses a device or a partition of it, as far as this process can see. */
final class DeviceUses {
  private static final int NUMBER = 2;
  private static final int PLACE = 4;

  private final Path proc;
  private final BlockDevice device;
  private final Set<String> numbers = new HashSet<>();
  private final Set<String> names = new HashSet<>();

  private DeviceUses(Path proc, BlockDevice device) throws IOException {
    this.proc = proc;
    this.device = device;
    for (BlockDevice part : device.family()) {
      numbers.add(part.number());
      names.add(part.name());
    }
  }

  /**
   * One clause for each use, such as {@code is mounted on '/home'}.
   *
   * @param proc where procfs is mounted
   */
  static List<String> of(BlockDevice device, Path proc) throws IOException {
    DeviceUses uses = new DeviceUses(proc, device);
    List<String> clauses = new ArrayList<>();
    uses.mounts(clauses);
    uses.swap(clauses);
    uses.holders(clauses);
    uses.loops(clauses);
    return clauses;
  }

  /**
   * proc_pid_mountinfo(5); btrfs states a number of its own, so the name behind the dash counts.
   */
  private void mounts(List<String> clauses) throws IOException {
    for (String line : lines("self/mountinfo")) {
      String[] fields = line.split(" ", -1);
      int dash = List.of(fields).indexOf("-");
      boolean named = dash > 0 && fields.length > dash + 2 && isOurs(fields[dash + 2]);
      if (fields.length > PLACE && (numbers.contains(fields[NUMBER]) || named)) {
        clauses.add("is mounted on '" + fields[PLACE] + "'");
      }
    }
  }

  private void swap(List<String> clauses) throws IOException {
    for (String line : lines("swaps")) {
      if (isOurs(line.split("\\s", 2)[0])) {
        clauses.add("is used as swap space");
      }
    }
  }

  private boolean isOurs(String node) {
    return node.startsWith("/dev/") && names.contains(realName(Path.of(node)));
  }

  private static String realName(Path node) {
    try {
      return node.toRealPath().getFileName().toString();
    } catch (IOException e) {
      return node.getFileName().toString();
    }
  }

  private void holders(List<String> clauses) throws IOException {
    for (BlockDevice part : device.family()) {
      for (String holder : part.holders()) {
        clauses.add("is a part of the device '" + holder + "'");
      }
    }
  }

  private void loops(List<String> clauses) throws IOException {
    for (String name : names) {
      Path node = Path.of("/dev", name);
      for (Path loop : Files.exists(node) ? Devices.loopsOf(node) : List.<Path>of()) {
        clauses.add("is behind the loop device '" + loop.getFileName() + "'");
      }
    }
  }

  private List<String> lines(String name) throws IOException {
    Path file = proc.resolve(name);
    return Files.isReadable(file) ? Files.readAllLines(file) : List.of();
  }
}
