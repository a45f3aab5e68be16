package org.diskreplicator.engine.plan;

import java.util.Optional;
import java.util.stream.Stream;
import org.diskreplicator.engine.model.ByteSize;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.model.Inspection;
import org.diskreplicator.engine.model.TargetFacts;

/** What a target must be like to be written. */
public final class TargetRules {
  private static final int SECTOR = 512;
  private static final long VPC_LIMIT = 2040L << 30;

  private TargetRules() {}

  /** Why the target is refused, as one sentence; the first reason that applies. */
  static Optional<String> refusal(Inspection source, TargetFacts target, CloneOptions options) {
    return Stream.of(
            source(target),
            place(target, options),
            DeviceRules.refusal(source, target, options),
            folder(target),
            size(source, options))
        .flatMap(Optional::stream)
        .findFirst()
        .or(() -> formatRefusal(source, target, options));
  }

  /** Why nothing may be written there, whatever it is; one sentence. */
  public static Optional<String> unwritable(TargetFacts target) {
    return source(target).or(() -> folder(target));
  }

  /** The format of the target, by the option or by the file's extension. */
  static Optional<ImageFormat> format(TargetFacts target, CloneOptions options) {
    return options.format().or(() -> ImageFormat.ofFileName(target.path().toString()));
  }

  private static Optional<String> source(TargetFacts target) {
    return target.isOfSource()
        ? Optional.of(quoted(target) + " holds bytes of the source; give another target.")
        : Optional.empty();
  }

  private static Optional<String> place(TargetFacts target, CloneOptions options) {
    return Optional.ofNullable(
        switch (target.place()) {
          case FREE -> null;
          case FILE ->
              options.existing() == CloneOptions.Existing.REPLACE
                  ? null
                  : quoted(target) + " exists already; give --force to replace it.";
          case FOLDER -> quoted(target) + " is a folder; give the name of a file in it.";
          case DEVICE ->
              target.device().isPresent()
                  ? null
                  : quoted(target) + " is a device; give the name of an image file.";
          case OTHER -> quoted(target) + " is no regular file; give another target.";
        });
  }

  private static Optional<String> folder(TargetFacts target) {
    String folder = "The folder of " + quoted(target);
    return Optional.ofNullable(
        switch (target.folder()) {
          case WRITABLE -> null;
          case MISSING -> folder + " does not exist; create it first.";
          case READ_ONLY -> folder + " is not writable for you; choose another one.";
          case NOT_A_FOLDER -> folder + " is not a folder; choose another path.";
        });
  }

  private static Optional<String> size(Inspection source, CloneOptions options) {
    long needed = source.scope().length();
    long size = options.size().map(ByteSize::bytes).orElse(needed);
    if (size == 0) {
      return Optional.of("A target of 0 bytes holds no disk; give a larger --size.");
    }
    int sector = sectorBytes(source);
    return size % sector == 0 || options.size().isEmpty()
        ? Optional.empty()
        : Optional.of("The size " + size + " is no multiple of " + sector + " bytes.");
  }

  /** A disk ends with a whole sector, of the size that its table counts in. */
  private static int sectorBytes(Inspection source) {
    return source
        .table()
        .filter(table -> !source.isPartition())
        .map(table -> table.sectorSize().bytes())
        .orElse(SECTOR);
  }

  private static Optional<String> formatRefusal(
      Inspection source, TargetFacts target, CloneOptions options) {
    Optional<ImageFormat> format = format(target, options);
    if (format.isEmpty()) {
      return Optional.of(
          "The name "
              + quoted(target)
              + " does not tell an image format; give --format with one of "
              + ImageFormat.names()
              + ".");
    }
    long size = options.size().map(ByteSize::bytes).orElse(source.scope().length());
    return ShapeRules.refusal(format.get(), options).or(() -> limits(format.get(), target, size));
  }

  private static Optional<String> limits(ImageFormat format, TargetFacts target, long size) {
    if (format == ImageFormat.RAW && size > target.largestFile()) {
      return Optional.of(
          "A raw image of "
              + ByteSize.of(size)
              + " is larger than any file can be where "
              + quoted(target)
              + " lies; use --format qcow2.");
    }
    return format == ImageFormat.VPC && size > VPC_LIMIT
        ? Optional.of("The format vpc holds at most 2040 GiB; use --format vhdx or qcow2.")
        : Optional.empty();
  }

  private static String quoted(TargetFacts target) {
    return "'" + target.path() + "'";
  }
}
