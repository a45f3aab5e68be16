package org.diskreplicator.engine.model;

/** What a name in a folder stands for. */
public enum FileKind {
  REGULAR("file"),
  FOLDER("folder"),
  SYMLINK("symbolic link"),
  BLOCK_DEVICE("block device"),
  CHARACTER_DEVICE("character device"),
  FIFO("fifo"),
  SOCKET("socket");

  private final String text;

  FileKind(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}
