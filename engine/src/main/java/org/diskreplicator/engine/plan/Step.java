package org.diskreplicator.engine.plan;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.diskreplicator.engine.model.Area;
import org.diskreplicator.engine.model.DeviceFacts;
import org.diskreplicator.engine.model.FullCheck;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.model.PartitionTable;

/** One step of a plan. */
public sealed interface Step {
  /** A short name for people and programs. */
  String name();

  /** Bytes that the step works on. */
  long bytes();

  /** Why the step is there. */
  String reason();

  /** Programs that it runs. */
  List<String> programs();

  /** Whether only root can do it; the others need no privilege beyond reading the source. */
  default boolean superUser() {
    return false;
  }

  <R> R accept(Visitor<R> visitor);

  /** Writes the overlay that hides the free ranges of the source. */
  record WriteMask(long bytes, int freeRanges, String reason) implements Step {
    @Override
    public String name() {
      return "mask";
    }

    @Override
    public List<String> programs() {
      return List.of();
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.writeMask(this);
    }
  }

  /** Asks a file system's own check whether its map may be trusted, beside the copy. */
  record CheckMap(Area area, FullCheck check) implements Step {
    /** The check of an area; none where nothing is free, or nothing has to agree. */
    static Optional<CheckMap> of(Area area) {
      return area.neededCheck().map(check -> new CheckMap(area, check));
    }

    /** Whether the area has to be shown as a file. */
    public boolean needsWindow() {
      return check.needsWindow(area);
    }

    @Override
    public String name() {
      return "check";
    }

    @Override
    public long bytes() {
      return area.usedMap().size();
    }

    @Override
    public String reason() {
      return "a map is believed only when the file system's full check agrees: " + area.title();
    }

    @Override
    public List<String> programs() {
      return switch (check) {
        case EXT -> List.of("e2fsck");
        case FAT -> List.of("fsck.fat");
        case EXFAT -> List.of("fsck.exfat");
        case XFS -> List.of("xfs_logprint", "xfs_repair");
        case BTRFS -> List.of("btrfs");
        case NTFS -> List.of("ntfsresize");
        case F2FS -> List.of("fsck.f2fs");
        case APFS -> List.of("apfsck");
        case REISER4 -> List.of("fsck.reiser4");
        case MINIX -> List.of("fsck.minix");
      };
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.checkMap(this);
    }
  }

  /**
   * Copies the source through its mask.
   *
   * @param scattered whether the data lies in many short ranges
   * @param subclusters whether the clusters of the target are divided
   */
  record Copy(
      long bytes,
      ImageFormat format,
      boolean compressed,
      boolean scattered,
      boolean subclusters,
      String reason)
      implements Step {
    @Override
    public String name() {
      return "copy";
    }

    @Override
    public List<String> programs() {
      return List.of("qemu-img");
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.copy(this);
    }
  }

  /** Compares the copy with the masked source. */
  record Compare(long bytes) implements Step {
    @Override
    public String name() {
      return "verify";
    }

    @Override
    public String reason() {
      return "the copy must equal the masked source, byte for byte";
    }

    @Override
    public List<String> programs() {
      return List.of("qemu-img");
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.compare(this);
    }
  }

  /** Writes the partition table of a target that is put together from pieces. */
  record WriteTable(PartitionTable table) implements Step {
    @Override
    public String name() {
      return "table";
    }

    @Override
    public long bytes() {
      return 0;
    }

    @Override
    public String reason() {
      return "places change, identities stay";
    }

    @Override
    public List<String> programs() {
      return List.of();
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.writeTable(this);
    }
  }

  /**
   * Makes one piece of a target.
   *
   * @param bytes about how many of them travel
   */
  record MakePiece(Piece piece, long bytes, List<String> programs, boolean superUser)
      implements Step {
    public MakePiece {
      programs = List.copyOf(programs);
    }

    @Override
    public String name() {
      return PieceWord.of(piece);
    }

    @Override
    public String reason() {
      return piece.source().title() + ": " + piece.reason();
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.makePiece(this);
    }
  }

  /** Proves each piece of a target. */
  record ProvePieces(long bytes) implements Step {
    @Override
    public String name() {
      return "verify";
    }

    @Override
    public String reason() {
      return "blocks must equal the source's, and what was made anew must hold the same files";
    }

    @Override
    public List<String> programs() {
      return List.of("qemu-img");
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.provePieces(this);
    }
  }

  /** Makes a device unreadable as a disk until its copy is complete. */
  record Erase(Path device, DeviceFacts facts, long bytes) implements Step {
    @Override
    public String name() {
      return "erase";
    }

    @Override
    public String reason() {
      return "what is on it ("
          + facts.title()
          + ") is lost; first and last MiB become zero, so that no old table is found";
    }

    @Override
    public List<String> programs() {
      return List.of("blkdiscard", "wipefs");
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.erase(this);
    }
  }

  /** Writes the first bytes of a device, which make a disk of it. */
  record Finish(Path device, long bytes) implements Step {
    /** Table, boot code, most superblocks. */
    public static final long HEAD_BYTES = 1 << 20;

    @Override
    public String name() {
      return "finish";
    }

    @Override
    public String reason() {
      return "the start with the table comes last, so that no unfinished copy looks finished";
    }

    @Override
    public List<String> programs() {
      return List.of("qemu-img", "blockdev");
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.finish(this);
    }
  }

  /** Gives the finished copy its name. */
  record Publish(Path target, CloneOptions.Existing existing) implements Step {
    @Override
    public String name() {
      return "publish";
    }

    @Override
    public long bytes() {
      return 0;
    }

    @Override
    public String reason() {
      return "the target appears only when it is complete";
    }

    @Override
    public List<String> programs() {
      return List.of();
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.publish(this);
    }
  }

  /** One case per step. */
  interface Visitor<R> {
    R writeMask(WriteMask step);

    R checkMap(CheckMap step);

    R copy(Copy step);

    R compare(Compare step);

    R writeTable(WriteTable step);

    R makePiece(MakePiece step);

    R provePieces(ProvePieces step);

    R erase(Erase step);

    R finish(Finish step);

    R publish(Publish step);
  }
}
