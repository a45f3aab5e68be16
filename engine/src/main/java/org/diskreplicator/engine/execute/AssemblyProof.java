package org.diskreplicator.engine.execute;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.diskreplicator.engine.failure.DifferenceException;
import org.diskreplicator.engine.inspect.DiskName;
import org.diskreplicator.engine.inspect.ExternalFiles;
import org.diskreplicator.engine.inspect.SourceSpec;
import org.diskreplicator.engine.model.ByteSize;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.model.DiskHead;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ImageInfo;
import org.diskreplicator.engine.model.Inspection;
import org.diskreplicator.engine.model.PartitionTable;
import org.diskreplicator.engine.model.Region;
import org.diskreplicator.engine.model.SectorSize;
import org.diskreplicator.engine.model.SourceUse;
import org.diskreplicator.engine.model.TableType;
import org.diskreplicator.engine.model.UsedMap;
import org.diskreplicator.engine.plan.Assembly;
import org.diskreplicator.engine.plan.CloneOptions;
import org.diskreplicator.engine.plan.Piece;
import org.diskreplicator.engine.plan.Step;
import org.diskreplicator.engine.port.FileSystemChecks.Verdict;
import org.diskreplicator.engine.port.ImageFiles.View;

/** Proves what can be proved only of a target that is complete. */
final class AssemblyProof {
  private final AssemblyPorts ports;
  private final Assembly assembly;
  private final View disk;
  private final Inspection target;
  private final StepEvents steps;

  private AssemblyProof(
      AssemblyPorts ports, Assembly assembly, View disk, Inspection target, StepEvents steps) {
    this.ports = ports;
    this.assembly = assembly;
    this.disk = disk;
    this.target = target;
    this.steps = steps;
  }

  /**
   * Reads the target's table, and requires it to be as planned.
   *
   * @throws DifferenceException when it is not
   */
  static AssemblyProof of(AssemblyPorts ports, Assembly assembly, View disk, StepEvents steps) {
    Inspection target =
        ports
            .inspector()
            .inspect(
                new SourceSpec(
                    new DiskName(disk.path(), OptionalInt.empty()),
                    Optional.of(disk.format()),
                    ExternalFiles.REFUSED));
    AssemblyProof proof = new AssemblyProof(ports, assembly, disk, target, steps);
    proof.requireTable();
    return proof;
  }

  private void requireTable() {
    Optional<PartitionTable> planned = assembly.table();
    if (planned.isPresent() && !planned.equals(target.table())) {
      throw new DifferenceException(
          "The partition table of the copy does not read as it was written; please report it.");
    }
  }

  /**
   * Checks what got another size or was made anew, and compares files.
   *
   * @param replayed where the original of a piece is to be read instead of in the source
   * @param asTheyAre pieces that hold nothing but the source's bytes
   * @return whether all of it could be proved; a warning tells what could not
   * @throws DifferenceException when something is wrong with the target
   */
  boolean run(Map<Piece, View> replayed, Set<Piece> asTheyAre) {
    boolean whole = true;
    for (Piece piece : assembly.pieces()) {
      if (!(piece instanceof Piece.Copied) && !asTheyAre.contains(piece)) {
        Region made = region(piece);
        if (!(piece instanceof Piece.Replayed) || trusts(CloneOptions.MapTrust.CHECKED)) {
          check(made);
        }
        if (piece instanceof Piece.Rebuilt) {
          whole &= compare(piece, made, Optional.ofNullable(replayed.get(piece)));
        }
      }
    }
    return whole;
  }

  private boolean trusts(CloneOptions.MapTrust trust) {
    return assembly.options().trust() == trust;
  }

  private Region region(Piece piece) {
    Region made =
        target.regions().stream()
            .filter(region -> region.extent().equals(piece.target()))
            .findFirst()
            .orElseGet(() -> behindUnreadableTable(piece));
    String content = piece.source().content().name();
    if (!made.content().name().equals(content)) {
      throw differs(piece.source(), "does not read as " + content);
    }
    return made;
  }

  /**
   * A dos table for large sectors is read on a device alone, and the copy is an image. When it was
   * copied byte for byte, the place is where the source has it, and the map tells what lies there.
   */
  private Region behindUnreadableTable(Piece piece) {
    Region source = piece.source();
    if (assembly.table().isPresent() || !isReadOnDevicesAlone()) {
      throw differs(source, "is not at its place");
    }
    Path window = ports.windows().disk(disk).path();
    UsedMap map = ports.mapper().read(source.content(), window, piece.target());
    if (map.state() != ContentState.CLEAN) {
      throw differs(source, "is not sound: " + map.reason());
    }
    return new Region(source.kind(), piece.target(), source.partition(), source.content(), map);
  }

  private boolean isReadOnDevicesAlone() {
    return assembly
        .source()
        .table()
        .filter(table -> table.type() == TableType.DOS)
        .filter(table -> !table.sectorSize().equals(SectorSize.S512))
        .isPresent();
  }

  private static DifferenceException differs(Region region, String what) {
    return new DifferenceException("The copy of " + region.title() + " " + what + ".");
  }

  private void check(Region made) {
    made.usedMap()
        .check()
        .map(check -> new Step.CheckMap(made, check))
        .ifPresent(
            step -> {
              Verdict verdict = AreaCheck.run(ports.checks(), ports.windows(), disk, step);
              if (!verdict.agrees()) {
                throw differs(made, "is not sound; its full check says:\n" + verdict.findings());
              }
            });
  }

  private boolean compare(Piece piece, Region made, Optional<View> replayed) {
    Inspection source = replayed.map(view -> alone(piece, view)).orElse(assembly.source());
    Region original = replayed.isPresent() ? source.regions().get(0) : piece.source();
    FileProof.Outcome outcome = ports.files().compare(source, original, target, made);
    if (!outcome.differences().isEmpty()) {
      throw differs(
          piece.source(), "differs from the source: " + String.join("; ", outcome.differences()));
    }
    if (!outcome.unproved().isEmpty()) {
      steps.warning(
          "The files of "
              + piece.source().title()
              + " were not compared: "
              + outcome.unproved()
              + ".");
    }
    return outcome.unproved().isEmpty();
  }

  /** An image that holds one content and nothing else. */
  private Inspection alone(Piece piece, View view) {
    Extent whole = new Extent(0, piece.source().extent().length());
    Path window = ports.windows().disk(view).path();
    UsedMap map = ports.mapper().read(piece.source().content(), window, whole);
    ByteSize size = ByteSize.of(whole.length());
    return new Inspection(
        new ImageInfo(
            view.path(), view.format(), size, size, Optional.empty(), List.of(), false, 0),
        whole,
        Optional.empty(),
        List.of(
            new Region(Region.Kind.BARE, whole, Optional.empty(), piece.source().content(), map)),
        new DiskHead(new byte[0]),
        List.of(),
        new SourceUse(SourceUse.Kind.FILE, Optional.empty()));
  }
}
