package org.diskreplicator.engine.plan;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Stream;
import org.diskreplicator.engine.image.MaskSpec;
import org.diskreplicator.engine.model.ByteSize;
import org.diskreplicator.engine.model.ClusterShape;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.model.ImageInfo;
import org.diskreplicator.engine.model.ImageShape;
import org.diskreplicator.engine.model.Inspection;
import org.diskreplicator.engine.model.Layer;
import org.diskreplicator.engine.model.Strategy;
import org.diskreplicator.engine.model.TargetFacts;
import org.diskreplicator.engine.plan.CloneOptions.Backing;
import org.diskreplicator.engine.plan.CloneOptions.Subclusters;

/** When a copy can stand on the backing file of its source, and what such a copy is like. */
final class BackingRules {
  /** QEMU's own choice; larger clusters would hold more of what is free. */
  private static final long USUAL_CLUSTER = 64 << 10;

  private static final String WITHOUT = ", or clone without --keep-backing.";

  private BackingRules() {}

  /** A layer has clusters no larger than its source's, and divided ones where the source has. */
  static CloneOptions fitted(CloneOptions options, Inspection source) {
    Optional<Layer> layer = source.image().layer();
    if (options.backing() == Backing.FLATTEN || layer.isEmpty()) {
      return options;
    }
    ClusterShape clusters = layer.get().clusters();
    ImageShape asked = options.shape();
    long size = Math.min(USUAL_CLUSTER, clusters.size().bytes());
    ImageShape shape =
        asked.clusterSize().isPresent()
            ? asked
            : new ImageShape(
                Optional.of(ByteSize.of(size)), asked.packing(), asked.preallocation());
    boolean divided =
        clusters.divided()
            && options.subclusters() == Subclusters.AUTO
            && options.compression() == CloneOptions.Compression.NONE
            && ShapeRules.isDivisible(shape);
    return options.shaped(shape).dividing(divided ? Subclusters.ON : options.subclusters());
  }

  /** Why the copy cannot stand on what its source stands on, as one sentence. */
  static Optional<String> refusal(Inspection source, TargetFacts target, CloneOptions options) {
    return options.backing() == Backing.FLATTEN
        ? Optional.empty()
        : Stream.of(
                source(source),
                target(target, options),
                changes(source, options),
                name(source, target))
            .flatMap(Optional::stream)
            .findFirst();
  }

  private static Optional<String> source(Inspection source) {
    ImageInfo image = source.image();
    String name = "'" + image.path() + "'";
    if (image.backing().isEmpty()) {
      return Optional.of(name + " stands on no backing file; clone it without --keep-backing.");
    }
    if (image.layer().isEmpty()) {
      return Optional.of(
          name
              + " is a "
              + image.format()
              + " image, and only of qcow2 a layer can be kept; clone it without --keep-backing.");
    }
    if (image.layer().get().format().isEmpty()) {
      return Optional.of(
          name
              + " does not tell the format of its backing file; write it down with qemu-img rebase"
              + " -u -F FORMAT -b BACKING"
              + WITHOUT);
    }
    return source.isPartition()
        ? Optional.of(
            "One partition cannot stand on the backing file of a whole disk; clone the whole disk"
                + WITHOUT)
        : Optional.empty();
  }

  private static Optional<String> target(TargetFacts target, CloneOptions options) {
    if (target.place() == TargetFacts.Place.DEVICE) {
      return Optional.of(
          "'"
              + target.path()
              + "' is a device, which stands on no backing file; give the name of a qcow2 image"
              + WITHOUT);
    }
    return TargetRules.format(target, options)
        .filter(format -> format != ImageFormat.QCOW2)
        .map(
            format ->
                "Only a qcow2 target can stand on a backing file, and not "
                    + format
                    + "; use --format qcow2"
                    + WITHOUT);
  }

  /** What stays where it is in the backing file can neither move nor be made anew. */
  private static Optional<String> changes(Inspection source, CloneOptions options) {
    long size = source.scope().length();
    return Stream.of(
            Optional.of("--size")
                .filter(o -> options.size().filter(s -> s.bytes() != size).isPresent()),
            Optional.of("--grow").filter(o -> options.growth().kind() == Growth.Kind.NAMED),
            Optional.of("--strategy files").filter(o -> options.strategy() == Strategy.FILES),
            Optional.of("--partition N=files")
                .filter(o -> options.partitions().containsValue(Strategy.FILES)),
            Optional.of("--dirty replay").filter(o -> options.dirty() == CloneOptions.Dirty.REPLAY),
            Optional.of("--preallocation")
                .filter(o -> options.shape().preallocation() != ImageShape.Preallocation.OFF))
        .flatMap(Optional::stream)
        .findFirst()
        .map(
            option ->
                "A layer above the same backing file has the blocks of its source at their places;"
                    + " leave out "
                    + option
                    + WITHOUT);
  }

  private static Optional<String> name(Inspection source, TargetFacts target) {
    return KeptBacking.of(source, target.path())
        .filter(
            kept ->
                kept.name().getBytes(StandardCharsets.UTF_8).length > MaskSpec.MAX_BACKING_BYTES)
        .map(
            kept ->
                "The path of the backing file '"
                    + kept.path()
                    + "' is longer than a qcow2 image can note down; move the chain to a shorter"
                    + " one"
                    + WITHOUT);
  }

  /** What the user should know of a copy that stands on another file. */
  static Optional<String> warning(Inspection source, TargetFacts target, CloneOptions options) {
    return kept(source, target, options)
        .filter(kept -> !kept.isBeside(target.path()))
        .map(
            kept ->
                "The copy's backing file '"
                    + kept.path()
                    + "' lies outside its folder, so diskrep will open the copy only with"
                    + " --allow-external.");
  }

  /** What the copy stands on, if it does. */
  private static Optional<KeptBacking> kept(
      Inspection source, TargetFacts target, CloneOptions options) {
    return options.backing() == Backing.FLATTEN
        ? Optional.empty()
        : KeptBacking.of(source, target.path());
  }
}
