package org.diskreplicator.cli;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.diskreplicator.engine.inspect.SourceSpec;
import org.diskreplicator.engine.wiring.Toolbox;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Copies a disk. */
@Command(
    name = "clone",
    header =
        "Copies a disk by its used blocks into an image or onto a device, and verifies the copy.",
    description = {
      "SOURCE is a raw, qcow2, vmdk, vdi, vhdx or vpc image, a block device, or one partition of"
          + " either, such as disk.qcow2#2. It is only read.",
      "It may also be an address: nbd://HOST[:PORT]/EXPORT, nbd+unix:///EXPORT?socket=PATH, the same"
          + " encrypted as nbds:// and nbds+unix://, ssh://[USER@]HOST[:PORT]/PATH, or"
          + " https://[USER@]HOST/PATH, each with or without #2.",
      "TARGET is an image file, whose extension tells the format, or a block device, which gets the"
          + " disk itself, or an address of an NBD export, which is written like a device, or"
          + " ssh://[USER@]HOST[:PORT]/PATH of a raw or qcow2 image, which gets its name when it is"
          + " verified."
    },
    sortOptions = false,
    footer = {
      "%nExamples:",
      "  diskrep clone /dev/sda backup.qcow2 --compress",
      "  diskrep clone backup.qcow2 /dev/sdb --overwrite",
      "  diskrep clone ssh://root@server/var/lib/images/disk.qcow2 disk.qcow2",
      "  diskrep clone disk.qcow2 nbd://storage/disk --overwrite",
      "  diskrep clone disk.raw ssh://backup@server/var/lib/images/disk.qcow2",
      "  diskrep clone disk.vmdk disk.raw",
      "  diskrep clone disk.qcow2#2 root.raw",
      "  diskrep clone disk.raw larger.qcow2 --size 100G --grow 2",
      "  diskrep clone disk.raw smaller.qcow2 --size 20G",
      "  sudo diskrep clone disk.raw fresh.qcow2 --strategy files --partition 1=blocks",
      "  diskrep clone overlay.qcow2 copy.qcow2 --keep-backing",
      "  diskrep clone disk.raw copy.qcow2 --dry-run",
      ExitStatus.FOOTER
    })
final class CloneCommand implements Callable<Integer> {
  @Mixin private CopyParameters parameters = new CopyParameters();
  @Mixin private TargetOptions targetOptions = new TargetOptions();
  @Mixin private CopyOptions copyOptions = new CopyOptions();
  @Mixin private DeviceOptions deviceOptions = new DeviceOptions();
  @Mixin private SourceOptions sourceOptions = new SourceOptions();
  @Mixin private KeyOptions keyOptions = new KeyOptions();
  @Mixin private RemoteOptions remoteOptions = new RemoteOptions();
  @Mixin private SandboxOptions sandbox = new SandboxOptions();
  @Mixin private ReplicatorOptions replicators = new ReplicatorOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  private final Toolbox tools;

  CloneCommand(Toolbox tools) {
    this.tools = tools;
  }

  @Override
  public Integer call() {
    SourceSpec source = sourceOptions.spec(parameters.source);
    return sandbox
        .run(
            remoteOptions.in(keyOptions.tell(tools.with(replicators.choice()))),
            List.of(source),
            Optional.of(CloneRun.path(parameters.target)))
        .orElseGet(() -> clone(source));
  }

  private int clone(SourceSpec source) {
    return new CloneRun(
            remoteOptions.in(keyOptions.tell(tools.with(replicators.choice()))),
            output,
            deviceOptions.scratch())
        .run(
            source,
            parameters.target,
            image ->
                copyOptions
                    .options(targetOptions, sourceOptions)
                    .overwriting(deviceOptions.overwrite()),
            copyOptions.mode());
  }
}
