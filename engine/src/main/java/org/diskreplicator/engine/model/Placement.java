package org.diskreplicator.engine.model;

import java.util.List;

/** Where the bytes of a volume lie on a disk. */
public sealed interface Placement {
  /** Bytes that are placed. */
  long size();

  /** Where {@code bytes}, relative to the start, lie on the disk; none of them behind the end. */
  ExtentSet onDisk(ExtentSet bytes);

  <R> R accept(Visitor<R> visitor);

  /** A stretch of the disk itself. */
  record Direct(Extent extent) implements Placement {
    @Override
    public long size() {
      return extent.length();
    }

    @Override
    public ExtentSet onDisk(ExtentSet bytes) {
      if (!bytes.isEmpty() && bytes.end(bytes.count() - 1) > size()) {
        throw new IllegalArgumentException("bytes behind the end of " + extent);
      }
      return bytes.shift(extent.offset());
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.direct(this);
    }
  }

  /**
   * Put together from stretches of members, such as physical volumes or RAID members.
   *
   * @param runs without a gap from the start to the end
   */
  record Composed(List<Placement> members, List<Run> runs) implements Placement {
    public Composed {
      members = List.copyOf(members);
      runs = List.copyOf(runs);
      long position = 0;
      for (Run run : runs) {
        if (run.offset() != position) {
          throw new IllegalArgumentException("a gap or an overlap at " + position);
        }
        position = run.end();
        for (Column column : run.columns()) {
          if (column.offset() + run.columnBytes() > members.get(column.member()).size()) {
            throw new IllegalArgumentException("a run behind the end of its member");
          }
        }
      }
    }

    /** One stretch of one member. */
    public static Composed linear(Placement member, Extent extent) {
      return new Composed(
          List.of(member), List.of(Run.linear(0, extent.length(), 0, extent.offset())));
    }

    @Override
    public long size() {
      return runs.isEmpty() ? 0 : runs.get(runs.size() - 1).end();
    }

    @Override
    public ExtentSet onDisk(ExtentSet bytes) {
      ExtentSet found = ExtentSet.empty();
      for (int i = 0; i < members.size(); i++) {
        found = found.union(members.get(i).onDisk(onMember(i, bytes)));
      }
      return found;
    }

    /** Where one byte lies, and how many behind it lie together with it. */
    public Place place(long offset) {
      int low = 0;
      int high = runs.size() - 1;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (runs.get(middle).end() > offset) {
          high = middle;
        } else {
          low = middle + 1;
        }
      }
      return runs.get(low).place(offset);
    }

    private ExtentSet onMember(int member, ExtentSet bytes) {
      ExtentSet.Builder builder = ExtentSet.builder();
      for (Run run : runs) {
        for (int i = 0; i < run.columns().size(); i++) {
          if (run.columns().get(i).member() == member) {
            run.addColumn(i, bytes, builder);
          }
        }
      }
      return builder.build();
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.composed(this);
    }
  }

  /**
   * The same bytes at the same places, enciphered.
   *
   * @param unit bytes that are enciphered together, a power of two
   * @param key name of what deciphers it
   */
  record Enciphered(Placement inner, long unit, String key) implements Placement {
    @Override
    public long size() {
      return inner.size();
    }

    /** Whole units only: of a unit that is used in part, every byte is needed. */
    @Override
    public ExtentSet onDisk(ExtentSet bytes) {
      return inner.onDisk(bytes.roundInwards(unit));
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.enciphered(this);
    }
  }

  /**
   * Where a column of a run lies.
   *
   * @param member index of the member
   * @param offset byte of the member at which the column starts
   */
  record Column(int member, long offset) {}

  /**
   * A stretch of the volume, dealt out over columns in turn.
   *
   * @param offset first byte, relative to the volume's start
   * @param length bytes, a multiple of the number of columns times {@code stripe}, when there are
   *     several
   * @param stripe bytes that lie together in a column; {@code length} when there is one column
   */
  record Run(long offset, long length, long stripe, List<Column> columns) {
    public Run {
      columns = List.copyOf(columns);
      boolean even = stripe > 0 && !columns.isEmpty() && length % (stripe * columns.size()) == 0;
      if (offset < 0 || length <= 0 || !even) {
        throw new IllegalArgumentException("no run of " + length + " in stripes of " + stripe);
      }
    }

    /** A run in one piece. */
    public static Run linear(long offset, long length, int member, long memberOffset) {
      return new Run(offset, length, length, List.of(new Column(member, memberOffset)));
    }

    /** First byte behind the run. */
    public long end() {
      return offset + length;
    }

    /** Bytes of each column. */
    public long columnBytes() {
      return length / columns.size();
    }

    /** Bytes of column {@code index} among the first {@code count} of the run. */
    private long before(int index, long count) {
      long row = stripe * columns.size();
      long rest = count % row - index * stripe;
      return count / row * stripe + Math.max(0, Math.min(rest, stripe));
    }

    private Place place(long volumeOffset) {
      long inRun = volumeOffset - offset;
      long stripes = inRun / stripe;
      Column column = columns.get((int) (stripes % columns.size()));
      long inStripe = inRun % stripe;
      long before = stripes / columns.size() * stripe + inStripe;
      return new Place(column.member(), column.offset() + before, stripe - inStripe);
    }

    private void addColumn(int index, ExtentSet bytes, ExtentSet.Builder found) {
      long start = columns.get(index).offset();
      for (int i = bytes.firstBehind(offset); i < bytes.count() && bytes.start(i) < end(); i++) {
        long from = Math.max(bytes.start(i), offset) - offset;
        long to = Math.min(bytes.end(i), end()) - offset;
        found.add(start + before(index, from), start + before(index, to));
      }
    }
  }

  /**
   * A stretch of one member.
   *
   * @param length bytes that lie together
   */
  record Place(int member, long offset, long length) {}

  /** One case per placement. */
  interface Visitor<R> {
    R direct(Direct placement);

    R composed(Composed placement);

    R enciphered(Enciphered placement);
  }
}
