package org.diskreplicator.it.sandbox;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.diskreplicator.fixtures.FixtureDisks;
import org.diskreplicator.it.Requirement;

/** The bootable fixtures, each built once, and copies of them. */
final class BootDisks {
  /** Exit status of diskrep where a program or a privilege is missing. */
  private static final int MISSING = 5;

  private final Sandbox sandbox;
  private final Map<String, Disk> built = new ConcurrentHashMap<>();

  BootDisks(Sandbox sandbox) {
    this.sandbox = sandbox;
  }

  /** The fixture itself, never to be written to, or a copy of it. */
  Disk of(String fixture, BootCopy copy) {
    return copy == BootCopy.ORIGINAL ? original(fixture) : clone(fixture, copy);
  }

  private Disk original(String fixture) {
    return built.computeIfAbsent(fixture, this::build);
  }

  /** Made by the packaged diskrep, alone in a folder of an ordinary user. */
  private Disk clone(String fixture, BootCopy copy) {
    Disk source = original(fixture);
    SandboxUser user = copy.byFiles() ? SandboxUser.ROOT : SandboxUser.NOBODY;
    Path home = sandbox.newFolder(user);
    Path image = home.resolve("copy." + copy.format());
    List<Object> argv = new ArrayList<>(List.of("diskrep", "clone", source.image(), image));
    argv.addAll(copy.options(source.size()));
    sandbox
        .command(user, argv.toArray())
        .with("HOME", home)
        .with("DISKREP_STATE", home.resolve("state"))
        .output();
    return new Disk(image, copy.format(), copy.size(source.size()));
  }

  /** The fixture without the boot code of its first sector. */
  Disk withoutBootCode(String fixture) {
    Disk source = original(fixture);
    Path image = sandbox.newFolder(SandboxUser.NOBODY).resolve("wiped.raw");
    sandbox.nobody("cp", "--sparse=always", source.image(), image).output();
    sandbox
        .nobody("dd", "if=/dev/zero", "of=" + image, "bs=440", "count=1", "conv=notrunc")
        .output();
    return new Disk(image, source.format(), source.size());
  }

  /** Deletes a copy; the fixtures themselves stay for the next one. */
  void discard(Disk disk) {
    if (!built.containsValue(disk)) {
      sandbox.delete(disk.image().resolveSibling(""));
    }
  }

  private Disk build(String fixture) {
    Path image = sandbox.newFolder(SandboxUser.ROOT).resolve(fixture + ".raw");
    SandboxResult result = sandbox.root("diskrep", "fixture", "build", fixture, image).run();
    if (result.exitCode() == MISSING) {
      Requirement.missing(result.errors().strip());
    }
    result.exits(0);
    return new Disk(image, FixtureDisks.format(fixture), FixtureDisks.size(fixture));
  }
}
