package org.diskreplicator.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ImageFormatTest {
  @ParameterizedTest
  @EnumSource(ImageFormat.class)
  void everyFormatHasQemusName(ImageFormat format) {
    assertThat(ImageFormat.named(format.qemuName())).contains(format);
    assertThat(format).hasToString(format.qemuName());
  }

  @ParameterizedTest
  @CsvSource({
    "disk.img, RAW",
    "disk.RAW, RAW",
    "/a.b/disk.qcow2, QCOW2",
    "disk.tar.vmdk, VMDK",
    "disk.vhd, VPC",
    ".vdi, VDI",
    "odd $(name) 'x'.vhdx, VHDX"
  })
  void theExtensionTells(String name, ImageFormat format) {
    assertThat(ImageFormat.ofFileName(name)).contains(format);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "disk", "disk.", "disk.iso", "a.raw/disk", "disk.raw ", "qcow2"})
  void otherNamesTellNothing(String name) {
    assertThat(ImageFormat.ofFileName(name)).isEmpty();
  }

  @Test
  void aFormatIsNamedInAnyCaseWhateverTheLocale() {
    assertThat(ImageFormat.named("QCOW2")).contains(ImageFormat.QCOW2);
    assertThat(ImageFormat.named("VDI")).contains(ImageFormat.VDI);
    assertThat(ImageFormat.named("luks")).isEmpty();
    assertThat(ImageFormat.names()).isEqualTo("raw, qcow2, vmdk, vdi, vhdx, vpc");
  }
}
