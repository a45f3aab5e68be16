package org.diskreplicator.engine.contributed;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.failure.MissingPrerequisiteException;
import org.diskreplicator.engine.failure.ReplicatorFailedException;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.Signature;
import org.diskreplicator.engine.port.FileCopies;
import org.diskreplicator.engine.port.Mounts;
import org.diskreplicator.engine.port.Mounts.Mounted;
import org.diskreplicator.engine.port.Replicator;
import org.diskreplicator.engine.port.SignatureProbe;
import org.diskreplicator.engine.port.Window;
import org.diskreplicator.engine.port.Windows;
import org.diskreplicator.engine.process.CancelToken;
import org.diskreplicator.engine.process.ForeignRunner;
import org.diskreplicator.engine.process.ToolPaths;
import org.diskreplicator.engine.scope.CleanupStack;
import org.diskreplicator.engine.scope.Undo;

/** A replicator that is a program of somebody else, which gets all that it works on from here. */
public final class ContributedReplicator implements Replicator {
  private static final FileAttribute<?> PRIVATE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final Contribution contribution;
  private final Place place;
  private final Conversation conversation;

  /**
   * What a replicator needs of the engine.
   *
   * @param runFolder for the scratch of questions; that of making lies beside the target
   */
  public record Place(
      Windows windows,
      Mounts mounts,
      FileCopies copies,
      SignatureProbe probe,
      ForeignRunner runner,
      ToolPaths paths,
      CleanupStack stack,
      Path runFolder,
      BooleanSupplier superUser,
      CancelToken stop) {}

  public ContributedReplicator(Contribution contribution, Place place) {
    this.contribution = contribution;
    this.place = place;
    this.conversation =
        new Conversation(contribution, place.runner(), place.stack(), place.paths().searchPath());
  }

  private Manifest manifest() {
    return contribution.manifest();
  }

  @Override
  public String name() {
    return manifest().name();
  }

  @Override
  public Set<String> contents() {
    return manifest().contents();
  }

  @Override
  public Needs needs() {
    return new Needs(manifest().needsSuperUser(), manifest().programs().keySet());
  }

  /** As large as it is, where the program does not tell or cannot be asked without root. */
  @Override
  public long smallest(Original original) {
    requirePrograms();
    long bytes = original.part().length();
    if (manifest().needsSuperUser() && !place.superUser().getAsBoolean()) {
      return bytes;
    }
    Path scratch = place.runFolder().resolve("scratch-" + UUID.randomUUID());
    try (Held folder = scratch(scratch);
        Opened source = open(original)) {
      Request request = Request.of(original, source.file(), source.folder(), scratch);
      long told =
          conversation
              .ask(Verb.SMALLEST, request, Progress.NONE, place.stop())
              .bytes()
              .orElse(bytes);
      return roundUp(Math.min(told, bytes), original.sectorSize().bytes());
    }
  }

  private static long roundUp(long bytes, int unit) {
    return (bytes + unit - 1) / unit * unit;
  }

  @Override
  public List<String> rebuild(Original original, Path target, Progress progress, CancelToken stop) {
    requirePrograms();
    requireSuperUser();
    Path scratch = target.resolveSibling(target.getFileName() + ".scratch");
    try (Held folder = scratch(scratch);
        Opened source = open(original)) {
      return new Making(original, source, target, scratch, progress, stop).run();
    }
  }

  private void requirePrograms() {
    for (Map.Entry<String, String> program : manifest().programs().entrySet()) {
      if (place.paths().find(program.getKey()).isEmpty()) {
        throw new MissingPrerequisiteException(
            "The program " + program.getKey() + ", which the replicator '" + name() + "' runs,",
            "Install it with: apt-get install " + program.getValue());
      }
    }
  }

  private void requireSuperUser() {
    if (manifest().needsSuperUser() && !place.superUser().getAsBoolean()) {
      throw new MissingPrerequisiteException(
          "Root, which the replicator '" + name() + "' needs,", "Run it with sudo.");
    }
  }

  /** Something that is held until it is closed. */
  private interface Held extends AutoCloseable {
    @Override
    void close();
  }

  private Held scratch(Path folder) {
    CleanupStack.Entry entry = place.stack().push(new Undo.DeleteTree(folder));
    try {
      Files.createDirectory(folder, PRIVATE);
    } catch (IOException e) {
      throw new InputOutputException("making the folder '" + folder + "'", e);
    }
    return () -> place.stack().release(entry);
  }

  /** The original as the program sees it. */
  private record Opened(Window window, Optional<Mounted> mounted) implements AutoCloseable {
    Path file() {
      return window.path();
    }

    Optional<Path> folder() {
      return mounted.map(Mounted::folder);
    }

    @Override
    public void close() {
      try {
        mounted.ifPresent(Mounted::close);
      } finally {
        window.close();
      }
    }
  }

  private Opened open(Original original) {
    Window window = place.windows().guarded(original.disk(), original.part());
    try {
      return new Opened(
          window,
          manifest()
              .source()
              .map(way -> place.mounts().original(original.disk(), original.part(), way)));
    } catch (RuntimeException e) {
      window.close();
      throw e;
    }
  }

  /** One content on its way. */
  private final class Making {
    private final Original original;
    private final Opened source;
    private final Path target;
    private final long bytes;
    private final Request request;
    private final Progress progress;
    private final CancelToken stop;
    private final List<String> warnings = new ArrayList<>();

    Making(
        Original original,
        Opened source,
        Path target,
        Path scratch,
        Progress progress,
        CancelToken stop) {
      this.original = original;
      this.source = source;
      this.target = target;
      this.bytes = size(target);
      this.request =
          Request.of(original, source.file(), source.folder(), scratch)
              .with(new Request.Target(target, bytes));
      this.progress = progress;
      this.stop = stop;
    }

    List<String> run() {
      if (!ask(Verb.MAKE, request).provided()) {
        throw failure(Verb.MAKE, "it does not provide the verb 'make', without which nothing goes");
      }
      restoreSize();
      manifest().target().ifPresent(this::fill);
      ask(Verb.CHECK, request);
      restoreSize();
      requireSameIdentity();
      return List.copyOf(warnings);
    }

    private Conversation.Reply ask(Verb verb, Request what) {
      Conversation.Reply reply = conversation.ask(verb, what, progress, stop);
      warnings.addAll(reply.warnings());
      return reply;
    }

    private void fill(Mounts.Way way) {
      try (Mounted mounted = place.mounts().target(target, way)) {
        if (!ask(Verb.COPY, request.withTargetFolder(mounted.folder())).provided()) {
          copy(mounted.folder());
        }
      }
    }

    private void copy(Path to) {
      Path from =
          source
              .folder()
              .orElseThrow(
                  () -> failure(Verb.COPY, "it leaves that to diskrep, but has no source mounted"));
      place.copies().copy(from, to, FileCopies.Kept.ALL, progress, stop);
    }

    /** Tools that make images cut the file where the image ends. */
    private void restoreSize() {
      long now = size(target);
      if (now > bytes) {
        throw failure(
            Verb.MAKE, "it wrote " + now + " bytes, where there is room for " + bytes + " only");
      }
      if (now < bytes) {
        try (RandomAccessFile file = new RandomAccessFile(target.toFile(), "rw")) {
          file.setLength(bytes);
        } catch (IOException e) {
          throw new InputOutputException("writing '" + target + "'", e);
        }
      }
    }

    private long size(Path file) {
      try {
        BasicFileAttributes attributes =
            Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!attributes.isRegularFile()) {
          throw failure(Verb.MAKE, "it put something else in the place of the target file");
        }
        return attributes.size();
      } catch (IOException e) {
        throw failure(Verb.MAKE, "the target file is gone");
      }
    }

    /** A program that claims success has made what the original is, in the eyes of the system. */
    private void requireSameIdentity() {
      Signature wanted = original.region().content().signature();
      Signature made = place.probe().probe(target, new Extent(0, bytes));
      requireSame("type", wanted.type(), made.type());
      requireSame("version", wanted.version(), made.version());
      requireSame("label", wanted.label(), made.label());
      requireSame("UUID", wanted.uuid(), made.uuid());
    }

    private void requireSame(String what, Optional<String> wanted, Optional<String> made) {
      if (!wanted.equals(made)) {
        throw failure(
            Verb.MAKE,
            "it reported success, but the %s is %s in the original and %s in what it made"
                .formatted(what, wanted.orElse("none"), made.orElse("none")));
      }
    }

    private ReplicatorFailedException failure(Verb verb, String what) {
      return new ReplicatorFailedException(name(), verb.doing(), what, "");
    }
  }
}
