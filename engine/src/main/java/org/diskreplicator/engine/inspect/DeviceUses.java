package org.diskreplicator.engine.inspect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Who uses a device or a partition of it, as far as this process can see. */
final class DeviceUses {
  private static final int NUMBER = 2;
  private static final int PLACE = 4;

  private final Path proc;
  private final BlockDevice device;
  private final Map<String, BlockDevice> numbers = new HashMap<>();
  private final Map<String, BlockDevice> names = new LinkedHashMap<>();

  private DeviceUses(Path proc, BlockDevice device) throws IOException {
    this.proc = proc;
    this.device = device;
    for (BlockDevice part : OtherNames.of(device)) {
      numbers.put(part.number(), part);
      names.put(part.name(), part);
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
      Optional<BlockDevice> named =
          dash > 0 && fields.length > dash + 2 ? named(fields[dash + 2]) : Optional.empty();
      if (fields.length > PLACE) {
        named
            .or(() -> Optional.ofNullable(numbers.get(fields[NUMBER])))
            .ifPresent(part -> clauses.add(as(part) + "is mounted on '" + fields[PLACE] + "'"));
      }
    }
  }

  private void swap(List<String> clauses) throws IOException {
    for (String line : lines("swaps")) {
      named(line.split("\\s", 2)[0])
          .ifPresent(part -> clauses.add(as(part) + "is used as swap space"));
    }
  }

  private Optional<BlockDevice> named(String node) {
    return node.startsWith("/dev/")
        ? Optional.ofNullable(names.get(realName(Path.of(node))))
        : Optional.empty();
  }

  private static String realName(Path node) {
    try {
      return node.toRealPath().getFileName().toString();
    } catch (IOException e) {
      return node.getFileName().toString();
    }
  }

  /** Which name somebody uses it by, unless that is its own or that of a partition of it. */
  private String as(BlockDevice part) {
    boolean ours = part.equals(device) || (part.isPartition() && part.disk().equals(device));
    return ours ? "" : "(as '" + part.name() + "') ";
  }

  private void holders(List<String> clauses) throws IOException {
    for (BlockDevice part : names.values()) {
      for (String holder : part.holders()) {
        clauses.add(as(part) + "is a part of the device '" + holder + "'");
      }
    }
  }

  /** Above it only: what a loop device is over is no use of that loop device. */
  private void loops(List<String> clauses) throws IOException {
    List<BlockDevice> below = new ArrayList<>(device.family());
    below.add(device.disk());
    for (BlockDevice part : Set.copyOf(below)) {
      for (Path loop : Devices.loopsOver(part)) {
        String name = loop.getFileName().toString();
        if (names.containsKey(name)) {
          clauses.add("is behind the loop device '" + name + "'");
        }
      }
    }
  }

  private List<String> lines(String name) throws IOException {
    Path file = proc.resolve(name);
    return Files.isReadable(file) ? Files.readAllLines(file) : List.of();
  }
}
