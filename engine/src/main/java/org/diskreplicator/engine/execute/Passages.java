package org.diskreplicator.engine.execute;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.diskreplicator.engine.failure.CommandFailedException;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.image.MovedRegion;
import org.diskreplicator.engine.image.Patch;
import org.diskreplicator.engine.image.PatchBase;
import org.diskreplicator.engine.image.TableBytes;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.model.PartitionTable;
import org.diskreplicator.engine.model.Region;
import org.diskreplicator.engine.model.SectorSize;
import org.diskreplicator.engine.model.UsedMap;
import org.diskreplicator.engine.plan.Assembly;
import org.diskreplicator.engine.plan.Piece;
import org.diskreplicator.engine.port.ImageFiles.View;
import org.diskreplicator.engine.port.Replicator;
import org.diskreplicator.engine.port.Window;
import org.diskreplicator.engine.process.CancelToken;

/** Makes what each piece that has a way of its own consists of, ready to be copied to its place. */
final class Passages implements Piece.Visitor<Passage> {
  private final AssemblyPorts ports;
  private final Assembly assembly;
  private final TableBytes table;
  private final AssemblySite site;
  private final StepEvents steps;
  private final CancelToken cancel;
  private final OverlayReplay replay;
  private final Map<Piece, View> replayed = new HashMap<>();
  private final Set<Piece> asTheyAre = new HashSet<>();

  Passages(
      AssemblyPorts ports,
      Assembly assembly,
      TableBytes table,
      AssemblySite site,
      StepEvents steps,
      CancelToken cancel) {
    this.ports = ports;
    this.assembly = assembly;
    this.table = table;
    this.site = site;
    this.steps = steps;
    this.cancel = cancel;
    this.replay = new OverlayReplay(ports, site);
  }

  /** The overlays in which journals were replayed, of the pieces where that was needed. */
  Map<Piece, View> replayed() {
    return Map.copyOf(replayed);
  }

  /** Pieces that could not be replayed and were copied with all their bytes instead. */
  Set<Piece> asTheyAre() {
    return Set.copyOf(asTheyAre);
  }

  @Override
  public Passage copied(Piece.Copied piece) {
    return copied(piece, piece.free().intersect(new Extent(0, piece.target().length())));
  }

  /** The piece with all its bytes, because its map is not to be trusted. */
  Passage whole(Piece.Copied piece) {
    return copied(piece, ExtentSet.empty());
  }

  private Passage copied(Piece.Copied piece, ExtentSet free) {
    Extent from = piece.source().extent();
    long length = Math.min(from.length(), piece.target().length());
    DiskFile bytes = new DiskFile(sourceDisk(), from.offset());
    return new Passage(
        site.nameOfSource(new Extent(from.offset(), length)),
        ImageFormat.RAW,
        free,
        patches(piece, bytes),
        bytes,
        length - free.totalBytes(),
        piece.target(),
        () -> {});
  }

  private Path sourceDisk() {
    return ports
        .windows()
        .disk(new View(assembly.source().image().path(), assembly.source().image().format()))
        .path();
  }

  private List<Patch> patches(Piece piece, PatchBase volume) {
    if (assembly.table().isEmpty()) {
      return List.of();
    }
    return piece.source().kind() == Region.Kind.GAP ? tablePatches(piece) : moved(piece, volume);
  }

  private List<Patch> tablePatches(Piece piece) {
    Extent place = piece.target();
    return table.within(piece.source().extent(), place).stream()
        .map(patch -> patch.shift(-place.offset()))
        .toList();
  }

  private List<Patch> moved(Piece piece, PatchBase volume) {
    PartitionTable source = assembly.source().table().orElseThrow();
    try {
      return MovedRegion.patches(
          new DiskFile(sourceDisk(), 0),
          source,
          assembly.table().orElseThrow(),
          piece.source(),
          piece.target(),
          volume);
    } catch (IOException e) {
      throw new InputOutputException("reading the start of " + piece.source().title(), e);
    }
  }

  @Override
  public Passage resized(Piece.Resized piece) {
    Region region = piece.source();
    long size = piece.target().length();
    View overlay = site.overlay(region.extent(), Math.max(region.extent().length(), size));
    return step(
        "resize",
        piece,
        progress -> {
          try (Window window = ports.writable().writable(overlay)) {
            ports.resizers().resize(region.content(), window.path(), size, cancel);
          }
          return passage(overlay, piece);
        });
  }

  private Passage passage(View overlay, Piece.Resized piece) {
    Extent whole = new Extent(0, piece.target().length());
    Window window = ports.windows().region(overlay, whole);
    UsedMap map = ports.mapper().read(piece.source().content(), window.path(), whole);
    return passage(overlay, window, map, piece);
  }

  private Passage passage(View overlay, Window window, UsedMap map, Piece piece) {
    DiskFile bytes = new DiskFile(window.path(), 0);
    return new Passage(
        overlay.path().toString(),
        overlay.format(),
        map.free(),
        patches(piece, bytes),
        bytes,
        map.usedBytes(),
        piece.target(),
        () -> {
          window.close();
          site.delete(overlay.path());
        });
  }

  @Override
  public Passage replayed(Piece.Replayed piece) {
    return step("replay", piece, progress -> replayedOrWhole(piece));
  }

  private Passage replayedOrWhole(Piece.Replayed piece) {
    Region region = piece.source();
    try {
      OverlayReplay.Mapped found = replay.mapped(region, assembly.options().trust());
      return passage(found.overlay(), found.window(), found.map(), piece);
    } catch (RefusedException | CommandFailedException e) {
      cancel.throwIfCancelled();
      steps.warning(
          "What "
              + region.title()
              + " is after a replay cannot be copied, so all its bytes are, as they are: "
              + e.sentence());
      asTheyAre.add(piece);
      return whole(new Piece.Copied(region, piece.target(), ExtentSet.empty(), piece.reason()));
    }
  }

  @Override
  public Passage rebuilt(Piece.Rebuilt piece) {
    Replicator replicator =
        ports
            .replicators()
            .named(piece.replicator())
            .orElseThrow(
                () -> new RefusedException("There is no replicator " + piece.replicator() + "."));
    Path scratch = site.scratch(piece.target().length());
    return step(
        "rebuild",
        piece,
        progress -> {
          replicator.rebuild(original(piece), scratch, progress, cancel).forEach(steps::warning);
          DiskFile bytes = new DiskFile(scratch, 0);
          return new Passage(
              scratch.toString(),
              ImageFormat.RAW,
              ExtentSet.empty(),
              patches(piece, bytes),
              bytes,
              ports.images().header(scratch, ImageFormat.RAW).allocatedSize().bytes(),
              piece.target(),
              () -> site.delete(scratch));
        });
  }

  private Replicator.Original original(Piece.Rebuilt piece) {
    Region region = piece.source();
    SectorSize sector =
        assembly.source().table().map(PartitionTable::sectorSize).orElse(SectorSize.S512);
    if (!replay.isNeeded(region, sourceDisk())) {
      View disk = new View(assembly.source().image().path(), assembly.source().image().format());
      return new Replicator.Original(disk, region.extent(), region, sector);
    }
    View overlay = replay.replay(region);
    replayed.put(piece, overlay);
    return new Replicator.Original(
        overlay, new Extent(0, region.extent().length()), region, sector);
  }

  /** One step with its progress. */
  private interface Work {
    Passage run(Replicator.Progress progress);
  }

  private Passage step(String word, Piece piece, Work work) {
    String name = word + " " + piece.source().title();
    long total = piece.source().usedMap().usedBytes();
    return steps.step(name, total, () -> work.run(progress(name, total)));
  }

  private Replicator.Progress progress(String name, long total) {
    return bytes -> steps.progress(name, total).at((double) Math.min(bytes, total) / total);
  }
}
