package org.diskreplicator.engine.hfs;

import static org.diskreplicator.engine.hfs.HfsBytes.half;
import static org.diskreplicator.engine.hfs.HfsBytes.require;
import static org.diskreplicator.engine.hfs.HfsBytes.slice;
import static org.diskreplicator.engine.hfs.HfsBytes.whole;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.diskreplicator.engine.usage.UntrustworthyException;

/**
 * A B-tree in a file, of which only the leaves are read, from the first to the last. They are
 * linked, and must hold as many records as the header of the tree counts.
 */
final class HfsTree {
  private static final int DESCRIPTOR = 14;
  private static final int BACK = 4;
  private static final int KIND = 8;
  private static final int HEIGHT = 9;
  private static final int RECORDS = 10;
  private static final int LEAF = -1;
  private static final int HEADER = 1;

  private static final int ROOT = DESCRIPTOR + 2;
  private static final int LEAF_RECORDS = DESCRIPTOR + 6;
  private static final int FIRST_LEAF = DESCRIPTOR + 10;
  private static final int LAST_LEAF = DESCRIPTOR + 14;
  private static final int NODE_BYTES = DESCRIPTOR + 18;
  private static final int NODES = DESCRIPTOR + 22;
  private static final int SMALLEST_NODE = 512;
  private static final int LARGEST_NODE = 32768;

  private final HfsFile file;
  private final ByteBuffer header;
  private final int nodeBytes;
  private final long nodes;

  private HfsTree(HfsFile file, ByteBuffer header) {
    this.file = file;
    this.header = header;
    this.nodeBytes = half(header, NODE_BYTES);
    this.nodes = whole(header, NODES);
  }

  static HfsTree open(HfsFile file) throws IOException, UntrustworthyException {
    HfsTree tree = new HfsTree(file, file.read(0, SMALLEST_NODE));
    require(
        tree.header.get(KIND) == HEADER
            && tree.nodeBytes >= SMALLEST_NODE
            && tree.nodeBytes <= LARGEST_NODE
            && Integer.bitCount(tree.nodeBytes) == 1
            && tree.nodes > 0
            && tree.nodes <= file.size() / tree.nodeBytes,
        "the header of a tree is damaged");
    return tree;
  }

  /** What wants to see the records. */
  interface Visitor {
    /**
     * Takes one record.
     *
     * @param key without its length
     * @param data behind the key
     */
    void record(ByteBuffer key, ByteBuffer data) throws UntrustworthyException;
  }

  void leaves(Visitor visitor) throws IOException, UntrustworthyException {
    long before = 0;
    long records = 0;
    long visited = 0;
    for (long node = whole(header, FIRST_LEAF); node != 0; ) {
      require(node < nodes && ++visited <= nodes, "the leaves of a tree are not in order");
      ByteBuffer bytes = file.read(node * nodeBytes, nodeBytes);
      require(
          bytes.get(KIND) == LEAF && bytes.get(HEIGHT) == 1 && whole(bytes, BACK) == before,
          "the leaves of a tree are not in order");
      records += records(bytes, visitor);
      before = node;
      node = whole(bytes, 0);
    }
    require(
        before == whole(header, LAST_LEAF)
            && records == whole(header, LEAF_RECORDS)
            && (before == 0) == (whole(header, ROOT) == 0),
        "the leaves of a tree are not what its header counts");
  }

  /** Where a record begins stands at the end of the node, backwards. */
  private int records(ByteBuffer node, Visitor visitor) throws UntrustworthyException {
    int count = half(node, RECORDS);
    int table = nodeBytes - (count + 1) * Short.BYTES;
    require(table >= DESCRIPTOR, "a leaf of a tree is damaged");
    int start = half(node, nodeBytes - Short.BYTES);
    require(start == DESCRIPTOR, "a leaf of a tree is damaged");
    for (int i = 1; i <= count; i++) {
      int end = half(node, nodeBytes - (i + 1) * Short.BYTES);
      require(end >= start + Short.BYTES && end <= table, "a leaf of a tree is damaged");
      record(slice(node, start, end - start), visitor);
      start = end;
    }
    return count;
  }

  private static void record(ByteBuffer record, Visitor visitor) throws UntrustworthyException {
    int key = half(record, 0);
    int data = Short.BYTES + key + key % 2;
    require(data <= record.limit(), "a leaf of a tree is damaged");
    visitor.record(slice(record, Short.BYTES, key), slice(record, data, record.limit() - data));
  }
}
