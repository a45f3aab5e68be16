package org.diskreplicator.engine.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.model.ByteSize;
import org.diskreplicator.engine.scope.ProcessIdentity;
import org.diskreplicator.engine.scope.StateFolder;

/**
 * What a machine is to this process, apart from its programs.
 *
 * @param root {@code /}, or a folder that stands for it in tests
 * @param fileNameCharset that the Java machine uses for file names
 * @param freeSpace in the state folder
 */
public record Surroundings(
    Path root,
    String javaVersion,
    String fileNameCharset,
    boolean superUser,
    Path stateFolder,
    ByteSize freeSpace) {

  /** This machine. */
  public static Surroundings ofThisMachine(StateFolder state) {
    try {
      return new Surroundings(
          Path.of("/"),
          Runtime.version().toString(),
          System.getProperty("sun.jnu.encoding", ""),
          ProcessIdentity.effectiveUserId() == 0,
          state.path(),
          ByteSize.of(Files.getFileStore(state.path()).getUsableSpace()));
    } catch (IOException e) {
      throw new InputOutputException("looking at the free space in " + state, e);
    }
  }

  boolean has(String path) {
    return Files.exists(root.resolve(path));
  }

  boolean canUse(String device) {
    Path path = root.resolve(device);
    return Files.isReadable(path) && Files.isWritable(path);
  }
}
