package org.diskreplicator.engine.inspect;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Pattern;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.model.ByteSize;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.model.ImageInfo;
import org.diskreplicator.engine.model.Layer;
import org.diskreplicator.engine.port.ImageFiles;
import org.diskreplicator.engine.port.ImageFiles.Header;

/**
 * Opens an image with all that it stands on, and refuses what must not be followed.
 *
 * <p>An image that came from somebody else can name any file of this machine as its backing file;
 * copying it would copy that file. Names are followed inside the image's own folder only, unless
 * the user allows more.
 */
final class ImageChain {
  private static final int MAX_DEPTH = 64;
  private static final Pattern PROTOCOL =
      Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:.*", Pattern.DOTALL);

  private final ImageFiles images;
  private final ExternalFiles external;

  ImageChain(ImageFiles images, ExternalFiles external) {
    this.images = images;
    this.external = external;
  }

  ImageInfo open(Path path, Optional<ImageFormat> format) {
    return open(path, format, new HashSet<>());
  }

  /** The format of an image: the stated one, or else the detected one. */
  static ImageFormat format(Path path, Optional<ImageFormat> stated) {
    requireReadable(path);
    ImageFormat detected = detect(path);
    return stated.orElse(detected);
  }

  private ImageInfo open(Path path, Optional<ImageFormat> format, Set<Path> seen) {
    if (!seen.add(path) || seen.size() > MAX_DEPTH) {
      throw new RefusedException("The backing chain of '" + path + "' leads back to itself.");
    }
    ImageFormat actual = format(path, format);
    Header header = images.header(path, actual);
    if (header.encrypted()) {
      requireKey(path, actual, seen);
    }
    List<Path> dataFiles =
        header.dataFiles().stream().map(name -> follow(path, name, "data file")).toList();
    Optional<ImageInfo> backing =
        header.backing().map(name -> openBacking(path, name, header.backingFormat(), seen));
    // Only now: qemu-img check opens the whole chain, network addresses included.
    OptionalDouble share = requireSound(path, actual);
    return new ImageInfo(
        path,
        actual,
        header.virtualSize(),
        header.allocatedSize(),
        backing,
        dataFiles,
        header.encrypted(),
        header.snapshots(),
        held(header, share),
        layer(header, backing));
  }

  private static Optional<Layer> layer(Header header, Optional<ImageInfo> backing) {
    return header
        .clusters()
        .filter(clusters -> backing.isPresent())
        .map(
            clusters ->
                new Layer(
                    header.backing().orElseThrow(),
                    header.backingFormat().flatMap(ImageFormat::named),
                    clusters));
  }

  /** Only the topmost image can be named with its key, as what lies below is opened by its name. */
  private void requireKey(Path path, ImageFormat format, Set<Path> seen) {
    if (seen.size() > 1) {
      throw new RefusedException(
          "The backing file '"
              + path
              + "' is encrypted, and only the topmost image of a chain can be; convert the chain to"
              + " one image first.");
    }
    images
        .lock(path, format)
        .ifPresent(
            reason -> {
              throw new RefusedException(reason);
            });
  }

  private ImageInfo openBacking(
      Path image, String name, Optional<String> formatName, Set<Path> seen) {
    Optional<ImageFormat> format =
        formatName.map(
            known ->
                ImageFormat.named(known)
                    .orElseThrow(
                        () ->
                            new RefusedException(
                                "The backing file of '"
                                    + image
                                    + "' has the format '"
                                    + known
                                    + "', which is not one of "
                                    + ImageFormat.names()
                                    + ".")));
    return open(follow(image, name, "backing file"), format, seen);
  }

  /** The file that {@code name}, written in {@code image}, means. */
  private Path follow(Path image, String name, String what) {
    if (PROTOCOL.matcher(name).matches()) {
      throw new RefusedException(
          "'"
              + image
              + "' names '"
              + name
              + "' as its "
              + what
              + "; only local files are followed.");
    }
    if (external == ExternalFiles.NONE) {
      throw new RefusedException(
          "'"
              + image
              + "' names '"
              + name
              + "' as its "
              + what
              + ", and a remote image has to hold all of its disk itself; clone it where its files"
              + " are.");
    }
    Path file = image.resolveSibling(name);
    try {
      if (external == ExternalFiles.REFUSED
          && !file.toRealPath().startsWith(folder(image).toRealPath())) {
        throw new RefusedException(
            "'"
                + image
                + "' names '"
                + file
                + "' as its "
                + what
                + ", outside its own folder; give --allow-external if you trust the image.");
      }
    } catch (IOException e) {
      throw new RefusedException(
          "The "
              + what
              + " '"
              + file
              + "' of '"
              + image
              + "' does not exist or cannot be reached.");
    }
    return file;
  }

  private static Path folder(Path file) {
    Path parent = file.getParent();
    return parent == null ? file : parent;
  }

  /** Only once all names are approved: unlike reading a header, this opens what lies below. */
  private OptionalDouble requireSound(Path path, ImageFormat format) {
    if (format == ImageFormat.RAW) {
      return OptionalDouble.empty();
    }
    ImageFiles.Check check = images.check(path, format);
    if (check.integrity() == ImageFiles.Integrity.DAMAGED) {
      throw new RefusedException(
          "'"
              + path
              + "' is a damaged or truncated "
              + format
              + " image; see what is wrong with: qemu-img check -f "
              + format
              + " FILE.");
    }
    return check.held();
  }

  private static ByteSize held(Header header, OptionalDouble share) {
    long size = header.virtualSize().bytes();
    if (share.isPresent()) {
      return ByteSize.of(Math.min(size, (long) Math.ceil(size * share.getAsDouble())));
    }
    return header.compressed() ? header.virtualSize() : header.allocatedSize();
  }

  private static void requireReadable(Path path) {
    if (!Files.exists(path)) {
      throw new RefusedException("There is no file or device '" + path + "'.");
    }
    if (Files.isDirectory(path)) {
      throw new RefusedException(
          "'" + path + "' is a folder; give the path of an image or device.");
    }
    if (!Files.isRegularFile(path) && !Devices.isBlockDevice(path)) {
      throw new RefusedException("'" + path + "' is neither a file nor a block device.");
    }
    if (!Files.isReadable(path)) {
      throw new RefusedException("You may not read '" + path + "'; ask its owner, or become root.");
    }
  }

  private static ImageFormat detect(Path path) {
    try (FileChannel file = FileChannel.open(path)) {
      if (file.size() == 0) {
        throw new RefusedException("'" + path + "' is empty; there is no disk in it.");
      }
      return Devices.isBlockDevice(path) ? ImageFormat.RAW : FormatDetector.detect(file);
    } catch (AccessDeniedException e) {
      throw new RefusedException("You may not read '" + path + "'; ask its owner, or become root.");
    } catch (IOException e) {
      throw new InputOutputException("reading '" + path + "'", e);
    }
  }

  /** Every file that holds bytes of the disk, the image itself first. */
  static List<Path> files(ImageInfo image) {
    List<Path> files = new ArrayList<>();
    Optional<ImageInfo> next = Optional.of(image);
    while (next.isPresent()) {
      files.add(next.get().path());
      files.addAll(next.get().dataFiles());
      next = next.get().backing();
    }
    return files;
  }
}
