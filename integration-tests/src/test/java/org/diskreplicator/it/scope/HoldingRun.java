package org.diskreplicator.it.scope;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.port.ImageFiles.View;
import org.diskreplicator.engine.port.Window;
import org.diskreplicator.engine.process.ToolPaths;
import org.diskreplicator.engine.scope.Undo;

/** A process of its own that holds a window and a temporary file until its input ends. */
final class HoldingRun {
  private HoldingRun() {}

  /**
   * Takes the state folder, a qcow2 image, the temporary file to make, and perhaps the only folder
   * with programs.
   */
  public static void main(String[] arguments) throws IOException {
    ToolPaths tools =
        arguments.length > 3
            ? new ToolPaths(List.of(Path.of(arguments[3])))
            : ToolPaths.ofEnvironment();
    try (Rig rig = new Rig(Path.of(arguments[0]), tools)) {
      Window window = rig.windows.disk(new View(Path.of(arguments[1]), ImageFormat.QCOW2));
      Path temporary = Path.of(arguments[2]);
      rig.stack.push(new Undo.DeleteFile(temporary));
      Files.writeString(temporary, "half of a copy");
      CRC32 checksum = new CRC32();
      checksum.update(Files.readAllBytes(window.path()));
      System.out.println("ready " + checksum.getValue());
      System.in.read();
    }
  }
}
