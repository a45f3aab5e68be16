package org.diskreplicator.engine.inspect;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.diskreplicator.engine.failure.Futures;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.model.Content;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.model.DiskHead;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.FileStamp;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.model.ImageInfo;
import org.diskreplicator.engine.model.Inspection;
import org.diskreplicator.engine.model.Partition;
import org.diskreplicator.engine.model.PartitionTable;
import org.diskreplicator.engine.model.Region;
import org.diskreplicator.engine.model.Signature;
import org.diskreplicator.engine.model.SourceUse;
import org.diskreplicator.engine.model.UsedMap;
import org.diskreplicator.engine.port.ImageFiles;
import org.diskreplicator.engine.port.PartitionTables;
import org.diskreplicator.engine.port.SignatureProbe;
import org.diskreplicator.engine.port.Windows;

/** Learns all that a plan needs to know of a disk. */
public final class Inspector {
  private static final int SECTOR = 512;
  private static final int PROBES = 4;

  private final ImageFiles images;
  private final PartitionTables tables;
  private final SignatureProbe probe;
  private final Windows windows;
  private final RegionMapper mapper;
  private final VolumeFinder volumes;

  public Inspector(
      ImageFiles images,
      PartitionTables tables,
      SignatureProbe probe,
      Windows windows,
      RegionMapper mapper,
      VolumeFinder volumes) {
    this.volumes = volumes;
    this.images = images;
    this.tables = tables;
    this.probe = probe;
    this.windows = windows;
    this.mapper = mapper;
  }

  /**
   * Reads the disk; its window stays open until the windows' owner closes it.
   *
   * @throws RefusedException when the name leads to no disk that may be read
   */
  public Inspection inspect(SourceSpec spec) {
    Path path = spec.name().path();
    ImageFormat format = ImageChain.format(path, spec.format());
    ImageChain chain = new ImageChain(images, spec.external());
    CompletableFuture<ImageInfo> opening =
        CompletableFuture.supplyAsync(() -> chain.open(path, Optional.of(format)));
    // Only a raw disk's size is known without its header, which takes qemu-img 25 ms to read.
    long size =
        format == ImageFormat.RAW ? rawSize(path) : Futures.join(opening).virtualSize().bytes();
    Extent whole = whole(path, size);
    Path disk = windows.disk(new ImageFiles.View(path, format)).path();
    return inspect(spec, disk, whole, opening);
  }

  /**
   * Reads no more than the headers of an image and of what it stands on.
   *
   * @throws RefusedException when the name leads to no disk that may be read
   */
  public ImageInfo open(SourceSpec spec) {
    return new ImageChain(images, spec.external()).open(spec.name().path(), spec.format());
  }

  /** Every file that holds bytes of the disk, the image itself first. */
  public static List<Path> files(ImageInfo image) {
    return ImageChain.files(image);
  }

  private Inspection inspect(
      SourceSpec spec, Path disk, Extent whole, CompletableFuture<ImageInfo> opening) {
    DiskHead head = head(disk, whole);
    // Both are asked at once; on a disk of most kinds there is a table.
    CompletableFuture<Optional<PartitionTable>> reading = readTable(disk, head);
    Signature signature = withoutEmptyTable(probe(disk, whole, reading), head);
    Optional<PartitionTable> table = hasTable(signature) ? Futures.join(reading) : Optional.empty();
    Extent scope = scope(spec, table, whole);
    VolumeFinder.Found found =
        volumes.find(
            disk,
            regions(disk, table, signature, scope, whole),
            new VolumeFinder.Eyes(windows, probe, mapper));
    ImageInfo image = Futures.join(opening);
    return new Inspection(
        image,
        scope,
        table,
        found.regions(),
        found.volumes(),
        head,
        ImageChain.files(image).stream().map(Inspector::stamp).toList(),
        use(image));
  }

  private static Extent whole(Path path, long size) {
    if (size == 0) {
      throw new RefusedException("'" + path + "' is empty; there is no disk in it.");
    }
    return new Extent(0, size);
  }

  /** QEMU shows a raw file of odd size with zeros up to a whole sector. */
  private static long rawSize(Path path) {
    long size = stamp(path).size();
    return (size + SECTOR - 1) / SECTOR * SECTOR;
  }

  private CompletableFuture<Optional<PartitionTable>> readTable(Path disk, DiskHead head) {
    return head.isBootRecord()
        ? CompletableFuture.supplyAsync(() -> tables.read(disk))
        : CompletableFuture.completedFuture(Optional.empty());
  }

  private Signature probe(Path disk, Extent whole, CompletableFuture<?> reading) {
    try {
      return probe.probe(disk, whole);
    } finally {
      Futures.settle(reading);
    }
  }

  /** The boot sector of an exFAT looks to blkid like a dos table without any partition as well. */
  private static Signature withoutEmptyTable(Signature found, DiskHead head) {
    boolean isBoth =
        found.type().filter("exfat"::equals).isPresent()
            && found.tableType().filter("dos"::equals).isPresent();
    return isBoth && head.hasEmptyTable() ? found.withoutTable() : found;
  }

  /** A disk that claims to be both is believed neither: what lies in one may be the other's. */
  private static boolean hasTable(Signature signature) {
    return signature.type().isEmpty()
        && signature
            .tableType()
            .filter(type -> type.equals("gpt") || type.equals("dos") || type.equals("PMBR"))
            .isPresent();
  }

  private static Extent scope(SourceSpec spec, Optional<PartitionTable> table, Extent whole) {
    if (spec.name().partition().isEmpty()) {
      return whole;
    }
    int number = spec.name().partition().getAsInt();
    return table
        .flatMap(found -> found.partition(number))
        .filter(Inspector::holdsContent)
        .map(partition -> partition.extent())
        .filter(whole::contains)
        .orElseThrow(
            () ->
                new RefusedException(
                    "'"
                        + spec.name().path()
                        + "' has no partition "
                        + number
                        + "; it has: "
                        + numbers(table)
                        + "."));
  }

  /** An extended partition is a container; what it holds has numbers of its own. */
  private static boolean holdsContent(Partition partition) {
    return partition.role() != Partition.Role.EXTENDED;
  }

  private static String numbers(Optional<PartitionTable> table) {
    List<String> numbers =
        table.map(PartitionTable::partitions).orElse(List.of()).stream()
            .filter(Inspector::holdsContent)
            .map(partition -> Integer.toString(partition.number()))
            .toList();
    return numbers.isEmpty() ? "no partitions" : String.join(", ", numbers);
  }

  private List<Region> regions(
      Path disk, Optional<PartitionTable> table, Signature signature, Extent scope, Extent whole) {
    if (table.isPresent()) {
      RegionLayout layout = new RegionLayout(table.get(), whole);
      return regions(disk, layout.slots(scope));
    }
    return List.of(bare(disk, signature, whole));
  }

  /**
   * Most of the time goes by in waiting for programs, so there are more threads than processors.
   */
  private List<Region> regions(Path disk, List<RegionLayout.Slot> slots) {
    ExecutorService threads = Executors.newFixedThreadPool(PROBES);
    try {
      List<CompletableFuture<Region>> reading =
          slots.stream()
              .map(slot -> CompletableFuture.supplyAsync(() -> region(disk, slot), threads))
              .toList();
      Futures.settle(CompletableFuture.allOf(reading.toArray(CompletableFuture[]::new)));
      return reading.stream().map(Futures::join).toList();
    } finally {
      threads.shutdown();
    }
  }

  private Region bare(Path disk, Signature signature, Extent whole) {
    Content content =
        signature.tableType().isPresent() ? new Content.Unknown() : Content.of(signature);
    UsedMap map =
        signature
            .tableType()
            .map(type -> UsedMap.allUsed(whole.length(), ContentState.UNKNOWN, doubt(signature)))
            .orElseGet(() -> mapper.read(content, disk, whole));
    return new Region(Region.Kind.BARE, whole, Optional.empty(), content, map);
  }

  private static String doubt(Signature signature) {
    String table = "partition table (" + signature.tableType().orElse("") + ")";
    return signature
        .type()
        .map(type -> "it claims to be " + type + " and to have a " + table)
        .orElse("its " + table + " cannot be read" + rival(signature));
  }

  private static String rival(Signature signature) {
    boolean isGpt = signature.tableType().filter("gpt"::equals).isPresent();
    return isGpt ? ", or there are two for different sectors" : "";
  }

  private Region region(Path disk, RegionLayout.Slot slot) {
    Extent extent = slot.extent();
    if (slot.partition().isEmpty()) {
      UsedMap all = UsedMap.allUsed(extent.length(), ContentState.UNKNOWN, "gaps are copied whole");
      return new Region(Region.Kind.GAP, extent, Optional.empty(), new Content.Unknown(), all);
    }
    Content content = Content.of(probe.probe(disk, extent));
    UsedMap map =
        slot.doubt()
            .map(doubt -> UsedMap.allUsed(extent.length(), ContentState.DAMAGED, doubt))
            .orElseGet(() -> mapper.read(content, disk, extent));
    return new Region(Region.Kind.PARTITION, extent, slot.partition(), content, map);
  }

  private static DiskHead head(Path disk, Extent whole) {
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(DiskHead.SIZE, whole.length()));
    try (FileChannel channel = FileChannel.open(disk)) {
      while (buffer.hasRemaining() && channel.read(buffer, buffer.position()) > 0) {
        // short reads go on; behind the end of a file of odd size the disk reads as zero
      }
      return new DiskHead(buffer.array());
    } catch (IOException e) {
      throw new InputOutputException("reading the first bytes of the disk", e);
    }
  }

  /** The state of a file now, to find out later whether somebody wrote to it. */
  public static FileStamp stamp(Path file) {
    try (FileChannel channel = FileChannel.open(file)) {
      return new FileStamp(file, channel.size(), Files.getLastModifiedTime(file).toInstant());
    } catch (IOException e) {
      throw new InputOutputException("reading '" + file + "'", e);
    }
  }

  /** What this machine does with the image at the moment. */
  public static SourceUse use(ImageInfo image) {
    SourceUse.Kind kind =
        Devices.isBlockDevice(image.path()) ? SourceUse.Kind.DEVICE : SourceUse.Kind.FILE;
    return new SourceUse(kind, Devices.mountedWritable(image.path()));
  }
}
