package org.diskreplicator.cli;

import picocli.CommandLine.Parameters;

/** What a copy is made of, and where to. */
final class CopyParameters {
  @Parameters(
      index = "0",
      paramLabel = "SOURCE",
      description = "Disk to read: a path or an address.")
  String source = "";

  @Parameters(
      index = "1",
      paramLabel = "TARGET",
      description = "Image file to make, or device to write.")
  String target = "";
}
