package org.diskreplicator.engine.scope;

import java.nio.file.Path;
import org.diskreplicator.engine.model.Printable;

/** How something that was acquired is released, by a later process if need be. */
public sealed interface Undo {
  <R> R accept(Visitor<R> visitor);

  /** What it does, for messages; without control characters. */
  String describe();

  /**
   * Whether that which is to be undone outlives a power loss; its record must be on the disk before
   * it is acquired.
   */
  boolean isDurable();

  /** Deletes one file; none there is no failure. */
  record DeleteFile(Path path) implements Undo {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.deleteFile(this);
    }

    @Override
    public String describe() {
      return "delete " + Printable.of(path);
    }

    @Override
    public boolean isDurable() {
      return true;
    }
  }

  /** Deletes a folder with all that is in it; symbolic links are deleted, never followed. */
  record DeleteTree(Path path) implements Undo {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.deleteTree(this);
    }

    @Override
    public String describe() {
      return "delete folder " + Printable.of(path);
    }

    @Override
    public boolean isDurable() {
      return true;
    }
  }

  /** Unmounts a FUSE mount, never lazily; nothing mounted there is no failure. */
  record Unmount(Path path) implements Undo {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.unmount(this);
    }

    @Override
    public String describe() {
      return "unmount " + Printable.of(path);
    }

    @Override
    public boolean isDurable() {
      return false;
    }
  }

  /**
   * Unmounts a file system that the kernel mounted in a run's folder, never lazily, and with it its
   * loop device; nothing mounted there is no failure.
   */
  record UnmountDisk(Path path) implements Undo {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.unmountDisk(this);
    }

    @Override
    public String describe() {
      return "unmount " + Printable.of(path);
    }

    @Override
    public boolean isDurable() {
      return false;
    }
  }

  /**
   * Ends a process, when its command line still holds {@code marker}: the number may have gone to
   * another one.
   */
  record EndProcess(long pid, String marker) implements Undo {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.endProcess(this);
    }

    @Override
    public String describe() {
      return "end process " + pid;
    }

    @Override
    public boolean isDurable() {
      return false;
    }
  }

  /**
   * Ends the process whose number stands in {@code pidFile}, when its command line holds {@code
   * marker}. Unlike {@link EndProcess} it can be recorded before the process starts.
   */
  record EndDaemon(Path pidFile, String marker) implements Undo {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.endDaemon(this);
    }

    @Override
    public String describe() {
      return "end the process of " + Printable.of(pidFile);
    }

    @Override
    public boolean isDurable() {
      return false;
    }
  }

  /**
   * Disconnects the network block devices that are served by a process with {@code pidFile} on its
   * command line, once all is written, and ends that process. It can be recorded before a device is
   * chosen and before the process starts.
   */
  record DisconnectNbd(Path pidFile) implements Undo {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.disconnectNbd(this);
    }

    @Override
    public String describe() {
      return "disconnect the network block device of " + Printable.of(pidFile);
    }

    @Override
    public boolean isDurable() {
      return false;
    }
  }

  /**
   * Ends all processes that carry {@code marker} in their environment. It can be recorded before
   * the first of them starts.
   */
  record EndMarked(String marker) implements Undo {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.endMarked(this);
    }

    @Override
    public String describe() {
      return "end the processes of " + Printable.of(marker);
    }

    @Override
    public boolean isDurable() {
      return false;
    }
  }

  /**
   * Removes a container with all that runs in it; none there is no failure.
   *
   * @param engine address of the engine that has it; empty for the one that docker talks to
   */
  record RemoveContainer(String name, String engine) implements Undo {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.removeContainer(this);
    }

    @Override
    public String describe() {
      return "remove container " + name;
    }

    @Override
    public boolean isDurable() {
      return true;
    }
  }

  /** Removes a file on another machine; none there is no failure. */
  record RemoveFarFile(FarFile file) implements Undo {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.removeFarFile(this);
    }

    @Override
    public String describe() {
      return "remove " + Printable.of(file.toString());
    }

    @Override
    public boolean isDurable() {
      return true;
    }
  }

  /** One case per kind. */
  interface Visitor<R> {
    R deleteFile(DeleteFile undo);

    R deleteTree(DeleteTree undo);

    R unmount(Unmount undo);

    R unmountDisk(UnmountDisk undo);

    R endProcess(EndProcess undo);

    R endDaemon(EndDaemon undo);

    R disconnectNbd(DisconnectNbd undo);

    R endMarked(EndMarked undo);

    R removeContainer(RemoveContainer undo);

    R removeFarFile(RemoveFarFile undo);
  }
}
