package org.diskreplicator.engine.contributed;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.diskreplicator.engine.port.Mounts;

/**
 * What the file beside a program says of it.
 *
 * @param contents as blkid names them
 * @param programs names of executables that it runs, and the packages that bring them
 * @param superUser whether only root can run it
 * @param source how the original is to be mounted for it
 * @param target how the new content is to be mounted, once it is made, so that files can be copied
 * @param limits how long verbs may take, where that is not the usual time
 */
public record Manifest(
    String name,
    Set<String> contents,
    Map<String, String> programs,
    boolean superUser,
    Optional<Mounts.Way> source,
    Optional<Mounts.Way> target,
    Map<Verb, Duration> limits) {
  /** The one version of the protocol that is spoken. */
  public static final int PROTOCOL = 1;

  public Manifest {
    contents = Set.copyOf(contents);
    programs = Map.copyOf(programs);
    limits = Map.copyOf(limits);
  }

  Duration limit(Verb verb) {
    return limits.getOrDefault(verb, verb.limit());
  }

  /** Mounting takes root too. */
  public boolean needsSuperUser() {
    return superUser || source.isPresent() || target.isPresent();
  }
}
