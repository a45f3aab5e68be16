package org.diskreplicator.it.sandbox;

import java.util.ArrayList;
import java.util.List;
import org.diskreplicator.fixtures.FixtureBoot;
import org.diskreplicator.fixtures.FixtureDisks;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Disks that boot, and copies of them that must; machines run two at a time. */
@ExtendWith(SandboxLab.class)
@Execution(ExecutionMode.CONCURRENT)
class BootIT {
  /** One image to boot. */
  record Trial(String fixture, BootCopy copy) {
    @Override
    public String toString() {
      return fixture + ": boot of " + copy;
    }
  }

  /** A whole Debian takes five times as long as the others. */
  private static final String SLOW = "boot-debian";

  static List<Trial> trials() {
    List<Trial> trials = new ArrayList<>();
    for (String fixture : FixtureDisks.names()) {
      for (BootCopy copy : BootCopy.values()) {
        if (FixtureDisks.boot(fixture).isPresent()
            && (copy.isEssential() || !fixture.equals(SLOW))) {
          trials.add(new Trial(fixture, copy));
        }
      }
    }
    return trials.stream().filter(new Selection()::includes).toList();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("trials")
  void boots(Trial trial, Sandbox sandbox, BootDisks disks, Report report) throws Exception {
    FixtureBoot boot = FixtureDisks.boot(trial.fixture()).orElseThrow();
    report.run(
        trial.fixture(),
        "boot of " + trial.copy(),
        () -> {
          Disk disk = disks.of(trial.fixture(), trial.copy());
          new BootTrial(sandbox).assertBoots(disk, boot);
          disks.discard(disk);
          return disk;
        });
  }

  /** The trial would see a copy without boot code, and soon. */
  @ParameterizedTest(name = "{0}: no boot without boot code")
  @ValueSource(strings = {"boot-grub-mbr", "boot-extlinux-mbr"})
  void bootCodeIsNeeded(String fixture, Sandbox sandbox, BootDisks disks) {
    Disk wiped = disks.withoutBootCode(fixture);
    new BootTrial(sandbox).assertDoesNotBoot(wiped, FixtureDisks.boot(fixture).orElseThrow());
    disks.discard(wiped);
  }
}
