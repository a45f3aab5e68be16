package org.diskreplicator.engine.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.SectorSize;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On folders that look like those of the kernel. */
final class BlockDeviceTest {
  private final Path root;
  private final BlockDevice disk;
  private final BlockDevice part;

  BlockDeviceTest(@TempDir Path temp) throws IOException {
    root = temp;
    disk = new BlockDevice(temp.resolve("sys/block/sdx"));
    part = new BlockDevice(disk.folder().resolve("sdx1"));
    write("sys/block/sdx/dev", "8:112\n");
    write("sys/block/sdx/size", "2048\n");
    write("sys/block/sdx/ro", "0\n");
    write("sys/block/sdx/queue/logical_block_size", "4096\n");
    write("sys/block/sdx/sdx1/dev", "8:113\n");
    write("sys/block/sdx/sdx1/partition", "1\n");
    write("sys/block/sdx/sdx1/start", "8\n");
    write("sys/block/sdx/sdx1/size", "1024\n");
    write("sys/block/sdx/sdx1/ro", "1\n");
  }

  private void write(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private List<String> uses(BlockDevice device) throws IOException {
    return DeviceUses.of(device, root.resolve("proc"));
  }

  private DeviceIdentity identity(BlockDevice device) throws IOException {
    return DeviceIdentity.of(device, root.resolve("udev"));
  }

  @Test
  void aDiskStartsAtItsStart() throws IOException {
    assertThat(disk.extent()).isEqualTo(new Extent(0, 1 << 20));
    assertThat(disk.disk()).isEqualTo(disk);
    assertThat(disk.isReadOnly()).isFalse();
  }

  @Test
  void aPartitionLiesOnItsDiskAndHasItsSectors() throws IOException {
    assertThat(part.extent()).isEqualTo(new Extent(4096, 1 << 19));
    assertThat(part.disk()).isEqualTo(disk);
    assertThat(part.sectorSize()).isEqualTo(SectorSize.S4096);
    assertThat(part.isReadOnly()).isTrue();
  }

  @Test
  void aDiskHasItsPartitionsAndAPartitionHasNone() throws IOException {
    assertThat(disk.family()).containsExactlyInAnyOrder(disk, part);
    assertThat(part.family()).containsExactly(part);
  }

  @Test
  void nobodyUsesWhatNobodyNames() throws IOException {
    write("proc/self/mountinfo", "22 1 8:1 / / rw - ext4 /dev/sda1 rw\n");
    write("proc/swaps", "Filename Type Size Used Priority\n/dev/sda2 partition 1 0 -2\n");
    assertThat(uses(disk)).isEmpty();
  }

  @Test
  void aMountOfAPartitionIsAUseOfTheDisk() throws IOException {
    write("proc/self/mountinfo", "22 1 8:113 / /home rw shared:1 - ext4 /dev/sdx1 rw\n");
    assertThat(uses(disk)).containsExactly("is mounted on '/home'");
    assertThat(uses(part)).containsExactly("is mounted on '/home'");
  }

  @Test
  void aMountWithANumberOfItsOwnIsKnownByItsDevice() throws IOException {
    write("proc/self/mountinfo", "22 1 0:40 /sub /data rw - btrfs /dev/sdx1 rw\n");
    assertThat(uses(disk)).containsExactly("is mounted on '/data'");
  }

  @Test
  void aMountOfTheDiskIsAUseOfItsPartition() throws IOException {
    write("proc/self/mountinfo", "22 1 8:112 / /home rw shared:1 - ext4 /dev/sdx rw\n");
    assertThat(uses(part)).containsExactly("(as 'sdx') is mounted on '/home'");
  }

  @Test
  void aMountOfAnotherPartitionIsNone() throws IOException {
    write("sys/block/sdx/sdx2/dev", "8:114\n");
    write("sys/block/sdx/sdx2/partition", "2\n");
    write("sys/block/sdx/sdx2/start", "1032\n");
    write("sys/block/sdx/sdx2/size", "1016\n");
    write("proc/self/mountinfo", "22 1 8:114 / /home rw shared:1 - ext4 /dev/sdx2 rw\n");
    assertThat(uses(part)).isEmpty();
    assertThat(uses(disk)).containsExactly("is mounted on '/home'");
  }

  @Test
  void swapAndHoldersAreUses() throws IOException {
    write("proc/swaps", "Filename Type Size Used Priority\n/dev/sdx1 partition 1 0 -2\n");
    Files.createDirectories(part.folder().resolve("holders/dm-3"));
    assertThat(uses(disk))
        .containsExactly("is used as swap space", "is a part of the device 'dm-3'");
  }

  @Test
  void udevKnowsADiskBest() throws IOException {
    write("udev/b8:112", "S:disk/by-id/x\nE:ID_MODEL=Flash_Disk\nE:ID_SERIAL_SHORT=0042\n");
    write("sys/block/sdx/device/model", "Flash Disk      \n");
    assertThat(identity(part))
        .isEqualTo(new DeviceIdentity(Optional.of("Flash_Disk"), Optional.of("0042")));
  }

  @Test
  void theKernelKnowsADiskWithoutUdev() throws IOException {
    write("sys/block/sdx/device/model", "Flash Disk      \n");
    write("sys/block/sdx/device/vpd_pg80", "\0\0\0\bWD-0042 ");
    assertThat(identity(disk))
        .isEqualTo(new DeviceIdentity(Optional.of("Flash Disk"), Optional.of("WD-0042")));
  }

  @Test
  void aVirtualDiskHasASerialAtAnotherPlace() throws IOException {
    write("sys/block/sdx/serial", "disk-7\n");
    assertThat(identity(disk))
        .isEqualTo(new DeviceIdentity(Optional.empty(), Optional.of("disk-7")));
  }

  @Test
  void aLoopDeviceIsKnownByItsFile() throws IOException {
    write("sys/block/sdx/loop/backing_file", "/images/a.raw\n");
    assertThat(identity(disk).model()).contains("loop device of '/images/a.raw'");
  }
}
