package org.diskreplicator.it;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * One disk of the matrix of states: a content in a state, made for a sector size, in a table.
 *
 * @param content as {@code make-state} calls it
 * @param sector 512 or 4096 bytes
 */
record StateCell(String content, int sector, State state, Table table) {
  /** Selects cells by a glob of their names; all of them by {@code all}. */
  private static final String PROPERTY = "states.cells";

  private static final List<String> CONTENTS =
      List.of(
          "ext2", "ext3", "ext4", "xfs", "btrfs", "ntfs", "exfat", "fat16", "fat32", "f2fs", "swap",
          "minix", "hfsplus", "apfs", "reiser4");

  /** What {@code --dirty replay} can finish. */
  private static final Set<String> REPLAYABLE = Set.of("ext3", "ext4", "xfs", "btrfs");

  /** Those that are replayed by a mount. */
  private static final Set<String> MOUNTED = Set.of("xfs", "btrfs");

  /**
   * Never full nor fragmented: swap holds no files, nothing here writes files into reiser4, and the
   * driver that wrote the recorded APFS ends its transactions ("internal pool seems full") long
   * before one of 128 or 514 MiB is full.
   */
  private static final Set<String> NEVER_FILLED = Set.of("swap", "apfs", "reiser4");

  private static final List<Integer> SECTORS = List.of(512, 4096);

  /** How the content was left, and how it is cloned. */
  enum State {
    CLEAN,
    FULL,
    FRAGMENTED,
    /** Copied whole. */
    DIRTY,
    /** The same, with {@code --dirty replay}. */
    REPLAYED;

    /** How {@code make-state} calls it. */
    String made() {
      return (this == REPLAYED ? DIRTY : this).toString();
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What the content lies in. */
  enum Table {
    GPT,
    DOS,
    BARE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The cells that are to be run, those of one file system side by side. */
  static List<StateCell> selected() {
    String wanted = System.getProperty(PROPERTY, "");
    if (wanted.isEmpty()) {
      return all().stream().filter(StateCell::isDefault).toList();
    }
    PathMatcher matcher =
        FileSystems.getDefault().getPathMatcher("glob:" + (wanted.equals("all") ? "*" : wanted));
    return all().stream().filter(cell -> matcher.matches(Path.of(cell.toString()))).toList();
  }

  private static List<StateCell> all() {
    List<StateCell> cells = new ArrayList<>();
    for (String content : CONTENTS) {
      for (int sector : sectors(content)) {
        for (State state : State.values()) {
          for (Table table : Table.values()) {
            cells.add(new StateCell(content, sector, state, table));
          }
        }
      }
    }
    return cells.stream().filter(StateCell::canBe).toList();
  }

  /** Blocks of minix have 1024 bytes, so that it cannot be on larger sectors. */
  private static List<Integer> sectors(String content) {
    return content.equals("minix") ? List.of(512) : SECTORS;
  }

  private boolean canBe() {
    return switch (state) {
      case CLEAN, DIRTY -> true;
      case FULL, FRAGMENTED -> !NEVER_FILLED.contains(content);
      case REPLAYED -> REPLAYABLE.contains(content);
    };
  }

  /** Each content in each state, and each content with each table and each sector size. */
  private boolean isDefault() {
    if (NEVER_FILLED.contains(content) && state == State.CLEAN && sector == 512) {
      return true;
    }
    int turn = CONTENTS.indexOf(content) + List.of(State.values()).indexOf(state);
    List<Table> tables = List.of(Table.values());
    List<Integer> sectors = sectors(content);
    return table == tables.get(turn % tables.size())
        && sector == sectors.get(turn % sectors.size());
  }

  /** Sectors of a dos table for large sectors are told by a device alone. */
  boolean takesDevice() {
    return table == Table.DOS && sector != 512;
  }

  /** Who clones it. */
  Caller caller() {
    boolean mounts = state == State.REPLAYED && MOUNTED.contains(content);
    return takesDevice() || mounts ? Caller.ROOT : Caller.ORDINARY;
  }

  /** Of the copy. */
  String format() {
    return table == Table.BARE && sector != 512 ? "raw" : "qcow2";
  }

  boolean isDirty() {
    return state == State.DIRTY || state == State.REPLAYED;
  }

  /** Whether a journal or log waits. */
  boolean canReplay() {
    return isDirty() && REPLAYABLE.contains(content);
  }

  /** The programs that make and examine the content. */
  List<String> tools() {
    return switch (content) {
      case "xfs" -> List.of("mkfs.xfs", "xfs_io", "xfs_db", "xfs_repair");
      case "btrfs" -> List.of("mkfs.btrfs", "btrfs");
      case "ntfs" -> List.of("mkntfs", "ntfs-3g", "ntfscat", "ntfsresize");
      case "exfat" -> List.of("mkfs.exfat", "mount.exfat-fuse", "dump.exfat", "fsck.exfat");
      case "fat16", "fat32" -> List.of("mkfs.fat", "fsck.fat", "mcopy", "mmd", "mdel");
      case "f2fs" -> List.of("mkfs.f2fs", "sload.f2fs", "fsck.f2fs", "dump.f2fs");
      case "swap" -> List.of("mkswap");
      case "minix" -> List.of("mkfs.minix", "fsck.minix");
      case "hfsplus" -> List.of();
      case "apfs" -> List.of("apfsck");
      case "reiser4" -> List.of("mkfs.reiser4", "fsck.reiser4", "debugfs.reiser4");
      default -> List.of("mke2fs", "e2fsck", "dumpe2fs", "xfs_io");
    };
  }

  /** What diskrep calls the state. */
  String expectedState() {
    if (!isDirty()) {
      return "clean";
    }
    if (content.equals("swap")) {
      return "hibernated";
    }
    // The journal of reiser4 is seen to wait, but nothing here replays it.
    return canReplay() || content.equals("reiser4") ? "needs replay" : "dirty";
  }

  /** What diskrep does with the content. */
  String expectedStrategy() {
    return switch (state) {
      case CLEAN, FULL, FRAGMENTED -> "blocks";
      case DIRTY -> "raw";
      case REPLAYED -> "replay";
    };
  }

  @Override
  public String toString() {
    return "%s %d %s %s".formatted(content, sector, state, table);
  }
}
