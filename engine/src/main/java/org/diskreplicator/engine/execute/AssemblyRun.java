package org.diskreplicator.engine.execute;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.diskreplicator.engine.event.EventSink;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.image.BlockLists;
import org.diskreplicator.engine.image.TableBytes;
import org.diskreplicator.engine.model.Area;
import org.diskreplicator.engine.model.ImageShape;
import org.diskreplicator.engine.model.Region;
import org.diskreplicator.engine.plan.Assembly;
import org.diskreplicator.engine.plan.CloneOptions;
import org.diskreplicator.engine.plan.Piece;
import org.diskreplicator.engine.plan.Scatter;
import org.diskreplicator.engine.port.ImageFiles;
import org.diskreplicator.engine.port.ImageFiles.View;
import org.diskreplicator.engine.process.CancelToken;

/** One target on its way from nothing to proved. */
final class AssemblyRun {
  private final AssemblyPorts ports;
  private final Assembly assembly;
  private final View disk;
  private final AssemblySite site;
  private final StepEvents steps;
  private final EventSink events;
  private final DiskFile source;
  private final TableBytes table;
  private final BaseLayer base;
  private final Passages passages;
  private final Transport transport;
  private final List<Area> copiedWhole = new ArrayList<>();

  AssemblyRun(
      AssemblyPorts ports,
      Assembly assembly,
      Path parts,
      View disk,
      Path runFolder,
      EventSink events,
      CancelToken cancel) {
    this.ports = ports;
    this.assembly = assembly;
    this.disk = disk;
    this.events = events;
    this.steps = new StepEvents(events);
    this.site = AssemblySite.of(runFolder, assembly.source(), parts, disk, ports.images());
    this.source = new DiskFile(ports.windows().disk(sourceView()).path(), 0);
    this.table = table();
    this.base = new BaseLayer(assembly, table);
    this.passages = new Passages(ports, assembly, table, site, steps, cancel);
    this.transport =
        new Transport(
            ports.images(),
            site,
            runFolder,
            steps,
            cancel,
            assembly.options().proof() == CloneOptions.Proof.COMPARE);
  }

  private View sourceView() {
    return new View(assembly.source().image().path(), assembly.source().image().format());
  }

  private TableBytes table() {
    return assembly
        .table()
        .map(
            target ->
                TableBytes.of(
                    source,
                    assembly.source().table().orElseThrow(),
                    target,
                    assembly.virtualSize()))
        .orElse(TableBytes.NONE);
  }

  /** Copies all pieces; the full checks of the maps that they go by run beside. */
  void copy(CancelToken checkStop) {
    table.warnings().forEach(steps::warning);
    warnOfBlockLists();
    try (MapChecks running =
        MapChecks.inTurn(ports.checks(), ports.windows(), sourceView(), events, checkStop)) {
      running.start(assembly.steps(), () -> {});
      Optional<Piece.Rebuilt> first = begin();
      for (Piece piece : assembly.pieces()) {
        if (!base.holds(piece) && !first.filter(piece::equals).isPresent()) {
          transport.carry(piece.source().title(), piece.accept(passages));
        }
      }
      running.await().forEach(this::copyWhole);
    }
  }

  /**
   * Makes the target's file.
   *
   * @return a piece that it holds already
   */
  private Optional<Piece.Rebuilt> begin() {
    Adoption adoption = new Adoption(assembly, disk, ports.shift());
    Optional<Piece.Rebuilt> candidate = adoption.candidate();
    if (candidate.isEmpty()) {
      transport.begin(base.passage(site, source), clusters(), shape());
      return candidate;
    }
    Passage made = candidate.get().accept(passages);
    if (adoption.take(made)) {
      transport.beginWith(made, base.passage(site, source));
    } else {
      transport.begin(base.passage(site, source), clusters(), shape());
      transport.carry(candidate.get().source().title(), made);
    }
    return candidate;
  }

  /** A disk that is converted afterwards is a scratch image until then. */
  private ImageShape shape() {
    return AssemblyExecutor.isDirect(assembly) ? assembly.options().shape() : ImageShape.USUAL;
  }

  private void warnOfBlockLists() {
    List<Region> changed =
        assembly.pieces().stream()
            .filter(piece -> !base.holds(piece))
            .map(Piece::source)
            .filter(region -> region.kind() != Region.Kind.GAP)
            .toList();
    try {
      BlockLists.warnings(source, changed).forEach(steps::warning);
    } catch (IOException e) {
      throw new InputOutputException("reading boot sectors", e);
    }
  }

  /** What will lie on the target is scattered as much as what lies on the source. */
  private ImageFiles.Clusters clusters() {
    long ranges = 0;
    long used = 0;
    for (Piece piece : assembly.pieces()) {
      if (!(piece instanceof Piece.Rebuilt)) {
        ranges += piece.source().usedMap().free().count();
        used += piece.source().usedMap().usedBytes();
      }
    }
    boolean divided =
        Scatter.dividesClusters(disk.format(), assembly.options(), Scatter.isGreat(used, ranges));
    return divided ? ImageFiles.Clusters.DIVIDED : ImageFiles.Clusters.WHOLE;
  }

  /** Once more with all its bytes: what is there already stays as it is. */
  private void copyWhole(Area doubtful) {
    copiedWhole.add(doubtful);
    assembly.pieces().stream()
        .filter(Piece.Copied.class::isInstance)
        .map(Piece.Copied.class::cast)
        .filter(piece -> !doubtful.onDisk().intersect(piece.source().extent()).isEmpty())
        .forEach(piece -> transport.carry(doubtful.title(), passages.whole(piece)));
  }

  /**
   * Proves what could not be proved yet; what the target's structure is, in any case.
   *
   * @return whether all is proved
   */
  boolean prove() {
    AssemblyProof proof = AssemblyProof.of(ports, assembly, disk, steps);
    return assembly.options().proof() == CloneOptions.Proof.COMPARE
        && proof.run(passages.replayed(), passages.asTheyAre());
  }

  /** What was copied with all its bytes although less was planned. */
  List<Area> copiedWhole() {
    return Stream.<Area>concat(
            copiedWhole.stream(), passages.asTheyAre().stream().map(Piece::source))
        .toList();
  }

  long copiedBytes() {
    return transport.carriedBytes();
  }
}
