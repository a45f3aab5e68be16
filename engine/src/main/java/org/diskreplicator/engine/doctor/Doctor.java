package org.diskreplicator.engine.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.diskreplicator.engine.doctor.Finding.Need;
import org.diskreplicator.engine.model.ByteSize;
import org.diskreplicator.engine.process.CommandRunner;
import org.diskreplicator.engine.process.ToolPaths;

/** Finds out what this machine can do; changes nothing. */
public final class Doctor {
  /** A mask of a million free ranges and the journal take a tenth of it. */
  private static final ByteSize ENOUGH_SPACE = ByteSize.of(100L << 20);

  private final ToolFindings tools;
  private final Surroundings machine;

  public Doctor(CommandRunner runner, ToolPaths paths, Surroundings machine) {
    this.tools = new ToolFindings(runner, paths);
    this.machine = machine;
  }

  /** All programs, then Java and the kernel's features. */
  public List<Finding> examine() {
    List<Finding> findings = new ArrayList<>(tools.examine());
    findings.add(
        Finding.present(
            "Java", Need.NECESSARY, "diskrep itself", Optional.of(machine.javaVersion())));
    findings.add(fuse());
    findings.add(fileNames());
    findings.add(space());
    findings.add(loop());
    findings.add(nbd());
    findings.add(kvm());
    return findings;
  }

  private Finding fuse() {
    String name = "/dev/fuse";
    String enables = "partitions and images as files, without root";
    if (!machine.has("dev/fuse")) {
      return Finding.missing(
          name,
          Need.NECESSARY,
          enables,
          "modprobe fuse (in a container: docker run --device /dev/fuse --cap-add SYS_ADMIN)");
    }
    if (!machine.has("etc/mtab")) {
      return Finding.missing(
          name, Need.NECESSARY, enables, "ln -s ../proc/self/mounts /etc/mtab (it ends mounts)");
    }
    return machine.canUse("dev/fuse")
        ? Finding.present(name, Need.NECESSARY, enables, Optional.of("usable"))
        : Finding.missing(name, Need.NECESSARY, enables, "chmod 666 /dev/fuse");
  }

  private Finding fileNames() {
    String name = "UTF-8 names";
    String enables = "file names with any letters";
    String charset = machine.fileNameCharset();
    return charset.toUpperCase(Locale.ROOT).equals("UTF-8")
        ? Finding.present(name, Need.OPTIONAL, enables, Optional.of(charset))
        : Finding.missing(name, Need.OPTIONAL, enables, "export LC_ALL=C.UTF-8");
  }

  private Finding space() {
    String name = "working space";
    String enables = "masks and journals";
    return machine.freeSpace().compareTo(ENOUGH_SPACE) >= 0
        ? Finding.present(
            name, Need.NECESSARY, enables, Optional.of(machine.freeSpace().human() + " free"))
        : Finding.missing(
            name,
            Need.NECESSARY,
            enables,
            "free %s in %s, or set DISKREP_STATE to a folder elsewhere"
                .formatted(ENOUGH_SPACE.human(), machine.stateFolder()));
  }

  private Finding loop() {
    return feature(
        "loop devices",
        "mounting what attach shows",
        machine.has("dev/loop-control"),
        "modprobe loop");
  }

  private Finding nbd() {
    return feature(
        "kernel nbd",
        "images as block devices",
        machine.has("sys/module/nbd") || machine.has("dev/nbd0"),
        "modprobe nbd max_part=16");
  }

  private Finding feature(String name, String enables, boolean here, String remedy) {
    if (!here) {
      return Finding.missing(name, Need.OPTIONAL, enables, remedy);
    }
    return machine.superUser()
        ? Finding.present(name, Need.OPTIONAL, enables, Optional.of("usable"))
        : Finding.present(name, Need.OPTIONAL, enables, Optional.of("needs root"));
  }

  private Finding kvm() {
    String enables = "test boots of a copy at full speed";
    return machine.canUse("dev/kvm")
        ? Finding.present("KVM", Need.OPTIONAL, enables, Optional.of("device usable"))
        : Finding.missing(
            "KVM",
            Need.OPTIONAL,
            enables,
            machine.has("dev/kvm") ? "adduser \"$USER\" kvm" : "modprobe kvm_intel or kvm_amd");
  }
}
