package org.diskreplicator.engine.inspect;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import org.diskreplicator.engine.model.ImageFormat;

/**
 * Tells the format of an image from its magic bytes.
 *
 * <p>This is the only place where a format is guessed; from here on it is always passed on. Sources
 * of the magics: QEMU's docs/interop, the VHD and VHDX specifications, VirtualBox' VDICore.h.
 */
final class FormatDetector {
  private static final int HEAD = 512;
  private static final int QCOW = 0x514649fb;
  private static final int VDI_OFFSET = 64;
  private static final int VDI = 0xbeda107f;

  private FormatDetector() {}

  /** The format of an open file; what has no magic is raw. */
  static ImageFormat detect(FileChannel file) throws IOException {
    ByteBuffer head = read(file, 0);
    if (head.limit() >= 8 && head.getInt(0) == QCOW && head.getInt(4) >= 2) {
      return ImageFormat.QCOW2;
    }
    if (startsWith(head, "KDMV") || startsWith(head, "COWD") || isVmdkDescriptor(head)) {
      return ImageFormat.VMDK;
    }
    if (startsWith(head, "vhdxfile")) {
      return ImageFormat.VHDX;
    }
    if (isVdi(head)) {
      return ImageFormat.VDI;
    }
    return startsWith(head, "conectix") || endsWithVhdFooter(file)
        ? ImageFormat.VPC
        : ImageFormat.RAW;
  }

  private static boolean isVdi(ByteBuffer head) {
    return head.limit() >= VDI_OFFSET + 4
        && head.order(ByteOrder.LITTLE_ENDIAN).getInt(VDI_OFFSET) == VDI;
  }

  private static boolean isVmdkDescriptor(ByteBuffer head) {
    return startsWith(head, "# Disk DescriptorFile");
  }

  /** A fixed VHD has no header, only a footer in its last sector. */
  private static boolean endsWithVhdFooter(FileChannel file) throws IOException {
    long size = file.size();
    return size > HEAD && startsWith(read(file, size - HEAD), "conectix");
  }

  private static boolean startsWith(ByteBuffer buffer, String magic) {
    byte[] wanted = magic.getBytes(StandardCharsets.US_ASCII);
    if (buffer.limit() < wanted.length) {
      return false;
    }
    for (int i = 0; i < wanted.length; i++) {
      if (buffer.get(i) != wanted[i]) {
        return false;
      }
    }
    return true;
  }

  private static ByteBuffer read(FileChannel file, long offset) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(HEAD);
    while (buffer.hasRemaining() && file.read(buffer, offset + buffer.position()) > 0) {
      // short reads go on
    }
    return buffer.flip();
  }
}
