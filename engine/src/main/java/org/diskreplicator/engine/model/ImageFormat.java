package org.diskreplicator.engine.model;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** A disk image format, by the name that QEMU gives it. */
public enum ImageFormat {
  RAW("raw", "raw", "img", "dd", "bin"),
  QCOW2("qcow2", "qcow2", "qcow"),
  VMDK("vmdk", "vmdk"),
  VDI("vdi", "vdi"),
  VHDX("vhdx", "vhdx"),
  VPC("vpc", "vhd", "vpc");

  private final String qemuName;
  private final List<String> extensions;

  ImageFormat(String qemuName, String... extensions) {
    this.qemuName = qemuName;
    this.extensions = List.of(extensions);
  }

  /** The name for {@code qemu-img -f}. */
  public String qemuName() {
    return qemuName;
  }

  /** The format called {@code name}, in any case; a file extension such as {@code vhd} counts. */
  public static Optional<ImageFormat> named(String name) {
    String wanted = name.toLowerCase(Locale.ROOT);
    return Arrays.stream(values())
        .filter(format -> format.qemuName.equals(wanted) || format.extensions.contains(wanted))
        .findFirst();
  }

  /** The format that the extension of {@code fileName} stands for. */
  public static Optional<ImageFormat> ofFileName(String fileName) {
    int dot = fileName.lastIndexOf('.');
    return dot < 0 ? Optional.empty() : named(fileName.substring(dot + 1));
  }

  /** All names, for messages: {@code raw, qcow2, ...}. */
  public static String names() {
    return Arrays.stream(values()).map(ImageFormat::qemuName).collect(Collectors.joining(", "));
  }

  @Override
  public String toString() {
    return qemuName;
  }
}
