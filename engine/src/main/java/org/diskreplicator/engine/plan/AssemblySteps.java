package org.diskreplicator.engine.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.diskreplicator.engine.model.Abilities;
import org.diskreplicator.engine.model.Ability.Rebuilding;
import org.diskreplicator.engine.model.Content;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.model.Inspection;
import org.diskreplicator.engine.model.TargetFacts;

/** Lists the steps that put a target together. */
final class AssemblySteps implements Piece.Visitor<Step.MakePiece> {
  private final Inspection source;
  private final Abilities abilities;
  private final CloneOptions options;

  AssemblySteps(Inspection source, Abilities abilities, CloneOptions options) {
    this.source = source;
    this.abilities = abilities;
    this.options = options;
  }

  List<Step> of(Arrangement arrangement, TargetFacts target, ImageFormat format) {
    List<Step> steps = new ArrayList<>();
    List<Step.MakePiece> making =
        arrangement.pieces().stream().map(piece -> piece.accept(this)).toList();
    steps.addAll(making);
    long bytes = bytes(steps);
    arrangement.table().map(Step.WriteTable::new).ifPresent(step -> steps.add(0, step));
    steps.addAll(checks(arrangement.pieces()));
    if (options.proof() == CloneOptions.Proof.COMPARE) {
      steps.add(new Step.ProvePieces(bytes));
    }
    if (target.device().isPresent()) {
      steps.addAll(ontoDevice(target, bytes));
    } else {
      finishing(format, bytes).ifPresent(steps::add);
      steps.add(new Step.Publish(target.path(), options.existing()));
    }
    return steps;
  }

  /** A device keeps what is on it until all that takes time or can be refused is done. */
  private List<Step> ontoDevice(TargetFacts target, long bytes) {
    List<Step> steps = new ArrayList<>();
    DeviceRules.erase(target).ifPresent(steps::add);
    steps.add(
        new Step.Copy(
            bytes, ImageFormat.RAW, false, false, false, "pieces are put together in an image"));
    if (options.proof() == CloneOptions.Proof.COMPARE) {
      steps.add(new Step.Compare(bytes));
    }
    steps.add(new Step.Finish(target.path(), Step.Finish.HEAD_BYTES));
    return steps;
  }

  /** About how many bytes travel into the pieces. */
  static long bytes(List<Step> steps) {
    return steps.stream().filter(Step.MakePiece.class::isInstance).mapToLong(Step::bytes).sum();
  }

  /** Pieces are put together in raw and plain qcow2 images only. */
  private Optional<Step> finishing(ImageFormat format, long bytes) {
    boolean compressed = options.compression() == CloneOptions.Compression.COMPRESSED;
    boolean direct = format == ImageFormat.RAW || format == ImageFormat.QCOW2;
    boolean divided = options.subclusters() == CloneOptions.Subclusters.ON;
    return direct && !compressed
        ? Optional.empty()
        : Optional.of(
            new Step.Copy(
                bytes,
                format,
                compressed,
                false,
                divided,
                "pieces are put together in plain qcow2"));
  }

  /** What says that the bytes which are left out are free; a volume may lie in several pieces. */
  private List<Step.CheckMap> checks(List<Piece> pieces) {
    if (options.trust() == CloneOptions.MapTrust.BLIND) {
      return List.of();
    }
    ExtentSet.Builder left = ExtentSet.builder();
    for (Piece piece : pieces) {
      if (piece instanceof Piece.Copied copied) {
        left.addAll(copied.free().shift(piece.source().extent().offset()));
      }
    }
    ExtentSet all = left.build();
    return source.areas().stream()
        .filter(area -> !area.freeOnDisk().intersect(all).isEmpty())
        .flatMap(area -> Step.CheckMap.of(area).stream())
        .toList();
  }

  @Override
  public Step.MakePiece copied(Piece.Copied piece) {
    long bytes = piece.target().length() - piece.free().totalBytes();
    return new Step.MakePiece(piece, bytes, List.of("qemu-img"), false);
  }

  @Override
  public Step.MakePiece resized(Piece.Resized piece) {
    List<String> programs = new ArrayList<>(resizers(piece.source().content()));
    programs.add("qemu-img");
    return new Step.MakePiece(piece, used(piece), programs, false);
  }

  private static List<String> resizers(Content content) {
    if (content instanceof Content.Ext) {
      return List.of("e2fsck", "resize2fs");
    }
    return content.name().equals("ntfs") ? List.of("ntfsresize") : List.of();
  }

  @Override
  public Step.MakePiece replayed(Piece.Replayed piece) {
    Replaying way = Replaying.of(piece.source().content()).orElseThrow();
    List<String> programs = new ArrayList<>(way.programs());
    programs.add("qemu-img");
    return new Step.MakePiece(piece, used(piece), programs, way.superUser());
  }

  @Override
  public Step.MakePiece rebuilt(Piece.Rebuilt piece) {
    Optional<Rebuilding> way = abilities.of(piece.source()).rebuilding();
    List<String> programs =
        Stream.concat(
                way.stream().flatMap(found -> found.programs().stream()).sorted(),
                Stream.of("qemu-img"))
            .toList();
    boolean superUser = way.filter(Rebuilding::superUser).isPresent();
    return new Step.MakePiece(piece, used(piece), programs, superUser);
  }

  private static long used(Piece piece) {
    return Math.min(piece.source().usedMap().usedBytes(), piece.target().length());
  }
}
