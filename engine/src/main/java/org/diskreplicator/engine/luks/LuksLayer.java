package org.diskreplicator.engine.luks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.model.Content;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.model.Placement;
import org.diskreplicator.engine.model.UsedMap;
import org.diskreplicator.engine.model.Volume;
import org.diskreplicator.engine.port.LuksKey;
import org.diskreplicator.engine.volume.Keyring;
import org.diskreplicator.engine.volume.LayerReader;
import org.diskreplicator.engine.volume.Member;
import org.diskreplicator.engine.volume.Showing;

/**
 * Opens LUKS containers with the keys that the user gave. Header and key slots are always used; the
 * volume behind them is a volume like any other.
 */
public final class LuksLayer implements LayerReader {
  private static final int VERSION = 6;

  private final List<LuksKey> given;
  private final Keyring keys;
  private final Set<LuksKey> fitting = new LinkedHashSet<>();
  private final Set<LuksKey> wrong = new LinkedHashSet<>();

  /**
   * Prepares one search.
   *
   * @param given each is tried on each container, until one fits
   * @param keys gets what deciphers the volumes
   */
  public LuksLayer(List<LuksKey> given, Keyring keys) {
    this.given = List.copyOf(given);
    this.keys = keys;
  }

  @Override
  public Set<String> contents() {
    return Set.of("crypto_LUKS");
  }

  @Override
  public Found read(List<Member> members, Showing showing) {
    List<UsedMap> maps = new ArrayList<>();
    List<Volume> volumes = new ArrayList<>();
    for (Member member : members) {
      try {
        volumes.add(volume(member, showing));
        maps.add(used(member.size(), ContentState.CLEAN, "open; what it holds is a volume"));
      } catch (LuksException e) {
        maps.add(used(member.size(), e.state(), e.reason()));
      } catch (IOException e) {
        maps.add(used(member.size(), ContentState.DAMAGED, "its header cannot be read"));
      }
    }
    return new Found(maps, volumes);
  }

  /**
   * Ends the search.
   *
   * @throws RefusedException when a key fits nowhere, although containers were there to try it on
   */
  @Override
  public void finish() {
    wrong.removeAll(fitting);
    if (!wrong.isEmpty()) {
      String titles = wrong.stream().map(LuksKey::title).collect(Collectors.joining(", "));
      throw new RefusedException(
          "No LUKS container of the disk opens with "
              + titles
              + "; give the right one, or none to copy what is encrypted whole.");
    }
  }

  private static UsedMap used(long size, ContentState state, String reason) {
    return UsedMap.allUsed(size, state, reason);
  }

  private Volume volume(Member member, Showing showing) throws LuksException, IOException {
    LuksPayload payload = payload(member);
    Optional<String> obstacle = payload.obstacle();
    if (obstacle.isPresent()) {
      throw LuksException.unsupported(obstacle.get());
    }
    open(payload, member, showing);
    Placement inner = Placement.Composed.linear(member.placement(), payload.extent());
    long size = inner.size();
    return new Volume(
        "LUKS of " + member.title(),
        size,
        Optional.of(new Placement.Enciphered(inner, payload.sectorBytes(), payload.keyName())),
        new Content.Unknown(),
        used(size, ContentState.UNKNOWN, "not looked into"));
  }

  private static LuksPayload payload(Member member) throws LuksException, IOException {
    if (member.size() < Luks2Header.BINARY) {
      throw LuksException.damaged("its header lies behind its end");
    }
    ByteBuffer head = ByteBuffer.allocate(Luks1Header.SIZE);
    member.bytes().read(0, head);
    head.flip();
    short version = head.getShort(VERSION);
    return version == 1
        ? Luks1Header.read(head, member.size())
        : Luks2Text.read(Luks2Header.read(member.bytes(), member.size()), member.size());
  }

  /** One inspection of several in a run opens it; the others know the key by its name. */
  private void open(LuksPayload payload, Member member, Showing showing) throws LuksException {
    if (keys.find(payload.keyName()).isPresent()) {
      return;
    }
    if (given.isEmpty()) {
      throw new LuksException(
          ContentState.UNKNOWN,
          "encrypted; with its key (--luks-key-file, --luks-ask) less would be copied");
    }
    byte[] key = volumeKey(member, showing);
    try {
      if (key.length != payload.keyBytes() || !payload.digest().agrees(key)) {
        throw LuksException.damaged("its key slots hold another key than its header says");
      }
      keys.add(payload.keyName(), SectorCiphers.of(payload, key));
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  private byte[] volumeKey(Member member, Showing showing) throws LuksException {
    Optional<String> failure = Optional.empty();
    for (LuksKey key : given) {
      LuksKey.Attempt attempt = key.open(showing.show(member.placement()));
      if (attempt instanceof LuksKey.Opened opened) {
        fitting.add(key);
        return opened.volumeKey();
      }
      if (attempt instanceof LuksKey.Failed failed) {
        failure = Optional.of(failed.reason());
      } else {
        wrong.add(key);
      }
    }
    if (failure.isPresent()) {
      throw LuksException.unsupported(failure.get());
    }
    throw new LuksException(ContentState.UNKNOWN, "encrypted; no key that was given opens it");
  }
}
