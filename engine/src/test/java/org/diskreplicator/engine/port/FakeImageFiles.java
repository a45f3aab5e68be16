package org.diskreplicator.engine.port;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.diskreplicator.engine.failure.CancelledException;
import org.diskreplicator.engine.model.ByteSize;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.process.CancelToken;

/**
 * Image files that know their headers by heart; a copy is a small file with a note in it.
 *
 * <p>What was asked is kept as text, such as {@code check /disk}, in the order of the questions.
 */
public final class FakeImageFiles implements ImageFiles {
  private final Map<Path, Header> headers = new HashMap<>();
  private final Map<Path, Check> checks = new HashMap<>();
  private final List<String> calls = Collections.synchronizedList(new ArrayList<>());
  private final List<Conversion> conversions = Collections.synchronizedList(new ArrayList<>());
  private final List<Overwriting> overwritings = Collections.synchronizedList(new ArrayList<>());
  private boolean locked;
  private Overwriter overwriter = (overwriting, stop) -> {};
  private Copying copying = (conversion, stop) -> {};
  private Inserting inserting = (insertion, stop) -> {};
  private Comparing comparing = (first, second) -> true;

  /** Something that happens during a copy, before the target is complete. */
  @FunctionalInterface
  public interface Copying {
    void run(Conversion conversion, CancelToken stop);
  }

  /** Something that happens while a device is written. */
  @FunctionalInterface
  public interface Overwriter {
    void run(Overwriting overwriting, CancelToken stop);
  }

  /** Something that happens while bytes are put into their place. */
  @FunctionalInterface
  public interface Inserting {
    void run(Insertion insertion, CancelToken stop);
  }

  /** What a comparison comes to. */
  @FunctionalInterface
  public interface Comparing {
    boolean equal(View first, View second);
  }

  /** A header of {@code size} bytes with nothing below. */
  public static Header header(long size) {
    return new Header(
        ByteSize.of(size),
        ByteSize.of(size / 2),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        false,
        0,
        false);
  }

  /** A header that names a backing file, by a format where one is given. */
  public static Header over(String backing, String... format) {
    Header alone = header(1 << 20);
    return new Header(
        alone.virtualSize(),
        alone.allocatedSize(),
        Optional.of(backing),
        List.of(format).stream().findFirst(),
        List.of(),
        false,
        0,
        false);
  }

  /** Gives {@code image} a header; else it has that of a raw file. */
  public FakeImageFiles with(Path image, Header header) {
    headers.put(image, header);
    return this;
  }

  public FakeImageFiles with(Path image, Integrity integrity) {
    return with(image, new Check(integrity, OptionalDouble.empty()));
  }

  public FakeImageFiles with(Path image, Check check) {
    checks.put(image, check);
    return this;
  }

  public FakeImageFiles whileCopying(Copying act) {
    copying = act;
    return this;
  }

  public FakeImageFiles whileOverwriting(Overwriter act) {
    overwriter = act;
    return this;
  }

  public FakeImageFiles whileInserting(Inserting act) {
    inserting = act;
    return this;
  }

  public FakeImageFiles comparingBy(Comparing comparison) {
    comparing = comparison;
    return this;
  }

  public List<String> calls() {
    return List.copyOf(calls);
  }

  public List<Overwriting> overwritings() {
    return List.copyOf(overwritings);
  }

  public List<Conversion> conversions() {
    return List.copyOf(conversions);
  }

  @Override
  public Header header(Path image, ImageFormat format) {
    calls.add("header " + image + " as " + format);
    return headers.containsKey(image) ? headers.get(image) : header(sizeOf(image));
  }

  private static long sizeOf(Path image) {
    try {
      return Files.size(image);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Optional<String> lock(Path image, ImageFormat format) {
    return locked ? Optional.of("'" + image + "' is locked.") : Optional.empty();
  }

  /** Lets no encrypted image be read. */
  public FakeImageFiles locking() {
    locked = true;
    return this;
  }

  @Override
  public String nameOf(View image) {
    return image.path().toString();
  }

  @Override
  public Check check(Path image, ImageFormat format) {
    calls.add("check " + image);
    return checks.getOrDefault(image, new Check(Integrity.SOUND, OptionalDouble.empty()));
  }

  @Override
  public void create(Path image, ImageFormat format, ByteSize size) {
    calls.add("create " + image + " as " + format + " of " + size.bytes());
    write(image, "an empty " + format);
  }

  @Override
  public void createOverlay(Path image, String below, ImageFormat format, ByteSize size) {
    calls.add("overlay " + image.getFileName() + " of " + size.bytes() + " over " + below);
    write(image, "an overlay");
  }

  @Override
  public void insert(Insertion insertion, Progress progress, CancelToken stop) {
    Extent place = insertion.place();
    calls.add(
        "insert "
            + insertion.source().path().getFileName()
            + " at "
            + place.offset()
            + "+"
            + place.length());
    inserting.run(insertion, stop);
    if (stop.isCancelled()) {
      throw new CancelledException();
    }
    progress.at(1);
  }

  @Override
  public void convert(Conversion conversion, Progress progress, CancelToken stop) {
    calls.add("convert " + conversion.source().path() + " to " + conversion.format());
    conversions.add(conversion);
    write(conversion.target(), "half a copy");
    progress.at(0.5);
    copying.run(conversion, stop);
    if (stop.isCancelled()) {
      throw new CancelledException();
    }
    write(conversion.target(), "copy " + conversions.size());
    progress.at(1);
  }

  @Override
  public void overwrite(Overwriting overwriting, Progress progress, CancelToken stop) {
    calls.add("overwrite " + overwriting.device() + " by " + overwriting.selection().getFileName());
    overwritings.add(overwriting);
    overwriter.run(overwriting, stop);
    if (stop.isCancelled()) {
      throw new CancelledException();
    }
    progress.at(1);
  }

  @Override
  public String nameOfDevice(Path device) {
    return "json:{\"device\":\"" + device + "\"}";
  }

  @Override
  public boolean equal(View first, View second, Layout layout, Progress progress) {
    calls.add("compare " + first.path() + " with " + second.path());
    progress.at(1);
    return comparing.equal(first, second);
  }

  @Override
  public String nameOfPart(View image, Extent part) {
    return "json:{\"part\":\"" + part.offset() + "+" + part.length() + "\"}";
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
