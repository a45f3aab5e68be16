package org.diskreplicator.engine.model;

/** What a partition or a bare disk holds. */
public sealed interface Content {
  Signature signature();

  <R> R accept(Visitor<R> visitor);

  /** Name for people and programs: blkid's type, or {@code unknown}. */
  default String name() {
    return signature().type().orElse("unknown");
  }

  /** The content that a signature stands for. */
  static Content of(Signature signature) {
    return switch (signature.type().orElse("")) {
      case "ext2", "ext3", "ext4" -> new Ext(signature);
      case "vfat" -> new Fat(signature);
      case "swap" -> new Swap(signature);
      case "" -> new Unknown();
      default -> new Other(signature);
    };
  }

  /** ext2, ext3 or ext4. */
  record Ext(Signature signature) implements Content {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.ext(this);
    }
  }

  /** FAT12, FAT16 or FAT32. */
  record Fat(Signature signature) implements Content {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.fat(this);
    }
  }

  /** Swap space without a hibernation image. */
  record Swap(Signature signature) implements Content {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.swap(this);
    }
  }

  /** A content with a name but without a reader of used maps. */
  record Other(Signature signature) implements Content {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.other(this);
    }
  }

  /** No known signature. */
  record Unknown() implements Content {
    @Override
    public Signature signature() {
      return Signature.NONE;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.unknown(this);
    }
  }

  /** One case per content. */
  interface Visitor<R> {
    R ext(Ext content);

    R fat(Fat content);

    R swap(Swap content);

    R other(Other content);

    R unknown(Unknown content);
  }
}
