package org.diskreplicator.cli;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.diskreplicator.engine.model.ByteSize;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.model.ImageShape;
import org.diskreplicator.engine.model.Strategy;
import org.diskreplicator.engine.plan.CloneOptions;
import org.diskreplicator.engine.port.DiskExports;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads option values into values of the domain. */
final class Converters {
  private Converters() {}

  /** Reads an image format. */
  static final class Format implements ITypeConverter<ImageFormat> {
    @Override
    public ImageFormat convert(String value) {
      return ImageFormat.named(value)
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "'" + value + "' is no image format; use one of " + ImageFormat.names()));
    }
  }

  /** Reads a size such as 20G. */
  static final class Size implements ITypeConverter<ByteSize> {
    @Override
    public ByteSize convert(String value) {
      try {
        return ByteSize.parse(value);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  /** Reads the way by which an image is shown. */
  static final class ViaName implements ITypeConverter<DiskExports.Via> {
    @Override
    public DiskExports.Via convert(String value) {
      return switch (value) {
        case "auto" -> DiskExports.Via.AUTO;
        case "fuse" -> DiskExports.Via.FUSE;
        case "nbd" -> DiskExports.Via.NBD;
        default ->
            throw new TypeConversionException("'" + value + "' is no way; use auto, fuse or nbd");
      };
    }
  }

  /** Reads the place where a command runs. */
  static final class PlaceName implements ITypeConverter<SandboxOptions.Place> {
    @Override
    public SandboxOptions.Place convert(String value) {
      return switch (value) {
        case "host" -> SandboxOptions.Place.HOST;
        case "container" -> SandboxOptions.Place.CONTAINER;
        default ->
            throw new TypeConversionException(
                "'" + value + "' is no place to run in; use host or container");
      };
    }
  }

  /** Reads a strategy. */
  static final class StrategyName implements ITypeConverter<Strategy> {
    @Override
    public Strategy convert(String value) {
      return switch (value) {
        case "blocks" -> Strategy.BLOCKS;
        case "files" -> Strategy.FILES;
        case "raw" -> Strategy.RAW;
        default ->
            throw new TypeConversionException(
                "'" + value + "' is no strategy; use blocks, files or raw");
      };
    }
  }

  /** Reads the strategy of a partition, such as 3=files. */
  static final class PartitionStrategy implements ITypeConverter<Map.Entry<Integer, Strategy>> {
    private static final Pattern TEXT = Pattern.compile("([1-9]\\d{0,3})=(.*)");

    @Override
    public Map.Entry<Integer, Strategy> convert(String value) {
      Matcher matcher = TEXT.matcher(value);
      if (!matcher.matches()) {
        throw new TypeConversionException(
            "'" + value + "' is no number of a partition with a strategy; write it as in 3=files");
      }
      return Map.entry(
          Integer.valueOf(matcher.group(1)), new StrategyName().convert(matcher.group(2)));
    }
  }

  /** Reads what becomes of contents that need a replay. */
  static final class DirtyName implements ITypeConverter<CloneOptions.Dirty> {
    @Override
    public CloneOptions.Dirty convert(String value) {
      return switch (value) {
        case "raw" -> CloneOptions.Dirty.RAW;
        case "replay" -> CloneOptions.Dirty.REPLAY;
        default ->
            throw new TypeConversionException("'" + value + "' is no choice; use raw or replay");
      };
    }
  }

  /** Reads a way to compress. */
  static final class PackingName implements ITypeConverter<ImageShape.Packing> {
    @Override
    public ImageShape.Packing convert(String value) {
      return switch (value) {
        case "zstd" -> ImageShape.Packing.ZSTD;
        case "zlib" -> ImageShape.Packing.ZLIB;
        default ->
            throw new TypeConversionException(
                "'" + value + "' is no way to compress; use zstd or zlib");
      };
    }
  }

  /** Reads which space is taken beforehand. */
  static final class PreallocationName implements ITypeConverter<ImageShape.Preallocation> {
    @Override
    public ImageShape.Preallocation convert(String value) {
      return switch (value) {
        case "off" -> ImageShape.Preallocation.OFF;
        case "metadata" -> ImageShape.Preallocation.METADATA;
        case "falloc" -> ImageShape.Preallocation.FALLOC;
        case "full" -> ImageShape.Preallocation.FULL;
        default ->
            throw new TypeConversionException(
                "'" + value + "' is none of off, metadata, falloc and full");
      };
    }
  }

  /** Reads whether clusters are divided. */
  static final class SubclustersName implements ITypeConverter<CloneOptions.Subclusters> {
    @Override
    public CloneOptions.Subclusters convert(String value) {
      return switch (value) {
        case "auto" -> CloneOptions.Subclusters.AUTO;
        case "on" -> CloneOptions.Subclusters.ON;
        case "off" -> CloneOptions.Subclusters.OFF;
        default -> throw new TypeConversionException("'" + value + "' is none of auto, on and off");
      };
    }
  }

  /** Reads what a program is written in. */
  static final class LanguageName implements ITypeConverter<ReplicatorSkeleton.Language> {
    @Override
    public ReplicatorSkeleton.Language convert(String value) {
      return switch (value) {
        case "sh" -> ReplicatorSkeleton.Language.SH;
        case "python" -> ReplicatorSkeleton.Language.PYTHON;
        default ->
            throw new TypeConversionException("'" + value + "' is no choice; use sh or python");
      };
    }
  }
}
