package org.diskreplicator.engine.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.diskreplicator.engine.doctor.Finding.Status;
import org.diskreplicator.engine.model.ByteSize;
import org.diskreplicator.engine.process.CommandResult;
import org.diskreplicator.engine.process.Tool;
import org.diskreplicator.engine.process.ToolPaths;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DoctorTest {
  private final Path root;

  DoctorTest(@TempDir Path root) throws IOException {
    this.root = root;
    Files.createDirectories(root.resolve("bin"));
    Files.createDirectories(root.resolve("dev"));
  }

  private List<Finding> examine(ByteSize free, String charset) {
    ToolPaths tools = new ToolPaths(List.of(root.resolve("bin")));
    Surroundings machine =
        new Surroundings(root, "17.0.1", charset, false, Path.of("/state"), free);
    return new Doctor(
            command -> new CommandResult(command, 1, "", "x 1.47.0 (5-Feb-2023)"), tools, machine)
        .examine();
  }

  private static Finding named(List<Finding> findings, String name) {
    return findings.stream().filter(f -> f.name().equals(name)).findFirst().orElseThrow();
  }

  @Test
  void anEmptyMachineLacksAllAndTellsHowToGetIt() {
    List<Finding> findings = examine(ByteSize.ZERO, "ANSI_X3.4-1968");
    assertThat(findings.stream().filter(f -> f.status() == Status.PRESENT).map(Finding::name))
        .containsExactly("Java");
    assertThat(findings.stream().filter(f -> f.status() == Status.MISSING))
        .allSatisfy(finding -> assertThat(finding.remedy()).isPresent());
    assertThat(findings.stream().map(Finding::name))
        .containsAll(Arrays.stream(Tool.values()).map(Tool::program).toList());
    assertThat(named(findings, "qemu-img").remedy()).hasValue("apt-get install qemu-utils");
    assertThat(named(findings, "kernel nbd").isFatal()).isFalse();
    assertThat(named(findings, "/dev/fuse").isFatal()).isTrue();
  }

  @Test
  void aMachineWithAllIsHealthy() throws IOException {
    for (Tool tool : Tool.values()) {
      Files.createFile(root.resolve("bin").resolve(tool.program())).toFile().setExecutable(true);
    }
    Files.createFile(root.resolve("dev/fuse"));
    Files.createFile(root.resolve("dev/loop-control"));
    assertThat(named(examine(ByteSize.of(1L << 40), "UTF-8"), "/dev/fuse").remedy())
        .hasValueSatisfying(remedy -> assertThat(remedy).contains("/etc/mtab"));
    Files.createDirectories(root.resolve("etc"));
    Files.createFile(root.resolve("etc/mtab"));
    List<Finding> findings = examine(ByteSize.of(1L << 40), "UTF-8");
    assertThat(findings).noneMatch(Finding::isFatal);
    assertThat(named(findings, "e2fsck").detail()).hasValue("1.47.0");
    assertThat(named(findings, "loop devices").detail()).hasValue("needs root");
  }
}
