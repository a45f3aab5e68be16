package org.diskreplicator.it;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Path;

/** What qemu-img says of image files, and conversions by it. */
final class Images {
  private Images() {}

  static JsonObject info(Path image, String format) {
    String text = Tools.output("qemu-img", "info", "--output=json", "-f", format, image);
    return JsonParser.parseString(text).getAsJsonObject();
  }

  /** The format by what is in the file. */
  static String detectedFormat(Path image) {
    String text = Tools.output("qemu-img", "info", "--output=json", image);
    return JsonParser.parseString(text).getAsJsonObject().get("format").getAsString();
  }

  static long virtualSize(Path image, String format) {
    return info(image, format).get("virtual-size").getAsLong();
  }

  /** The whole disk as a raw file. */
  static Path toRaw(Path image, String format, Path raw) {
    Tools.output("qemu-img", "convert", "-f", format, "-O", "raw", image, raw);
    return raw;
  }

  /** A stretch of the disk as a raw file. */
  static Path stretch(Path image, String format, long offset, long size, Path raw) {
    String place =
        "driver=raw,offset=%d,size=%d,file.driver=%s,file.file.driver=file,file.file.filename=%s"
            .formatted(offset, size, format, image.toString().replace(",", ",,"));
    Tools.output("qemu-img", "convert", "--image-opts", "-O", "raw", place, raw);
    return raw;
  }
}
