package org.diskreplicator.engine.contributed;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.failure.ReplicatorFailedException;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.Signature;
import org.diskreplicator.engine.port.FileCopies;
import org.diskreplicator.engine.port.Mounts;
import org.diskreplicator.engine.port.Mounts.Mounted;
import org.diskreplicator.engine.port.Replicator.Original;
import org.diskreplicator.engine.port.Replicator.Progress;
import org.diskreplicator.engine.process.CancelToken;

/** One content that a contributed program makes, on its way. */
final class Making {
  private final Manifest manifest;
  private final ContributedReplicator.Place place;
  private final Partner partner;
  private final Original original;
  private final OpenOriginal source;
  private final Path target;
  private final long bytes;
  private final Request request;
  private final List<String> warnings = new ArrayList<>();

  /** Asks the program for something. */
  interface Partner {
    Conversation.Reply ask(Verb verb, Request request);
  }

  Making(
      Manifest manifest,
      ContributedReplicator.Place place,
      Partner partner,
      Original original,
      OpenOriginal source,
      Path target,
      Path scratch) {
    this.manifest = manifest;
    this.place = place;
    this.partner = partner;
    this.original = original;
    this.source = source;
    this.target = target;
    this.bytes = size(target);
    this.request =
        Request.of(original, source.file(), source.folder(), scratch)
            .with(new Request.Target(target, bytes));
  }

  List<String> run(Progress progress, CancelToken stop) {
    if (!ask(Verb.MAKE, request).provided()) {
      throw failure(Verb.MAKE, "it does not provide the verb 'make', without which nothing goes");
    }
    restoreSize();
    manifest.target().ifPresent(way -> fill(way, progress, stop));
    ask(Verb.CHECK, request);
    restoreSize();
    requireSameIdentity();
    return List.copyOf(warnings);
  }

  private Conversation.Reply ask(Verb verb, Request what) {
    Conversation.Reply reply = partner.ask(verb, what);
    warnings.addAll(reply.warnings());
    return reply;
  }

  private void fill(Mounts.Way way, Progress progress, CancelToken stop) {
    try (Mounted mounted = place.mounts().target(target, way)) {
      if (!ask(Verb.COPY, request.withTargetFolder(mounted.folder())).provided()) {
        copy(mounted.folder(), progress, stop);
      }
    }
  }

  private void copy(Path to, Progress progress, CancelToken stop) {
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
    return new ReplicatorFailedException(manifest.name(), verb.doing(), what, "");
  }
}
