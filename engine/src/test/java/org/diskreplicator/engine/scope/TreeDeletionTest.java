package org.diskreplicator.engine.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TreeDeletionTest {
  private final Path temp;
  private final Path tree;
  private final Path outside;

  TreeDeletionTest(@TempDir Path temp) throws IOException {
    this.temp = temp;
    tree = temp.resolve("tree");
    Files.createDirectories(tree.resolve("a/b"));
    outside = Files.createDirectory(temp.resolve("outside"));
    Files.writeString(tree.resolve("a/b/file"), "x");
    Files.writeString(outside.resolve("precious"), "x");
  }

  @Test
  void allGoesAndLinksAreNotFollowed() throws IOException {
    Files.createSymbolicLink(tree.resolve("a/link"), outside);
    Files.createSymbolicLink(tree.resolve("dangling"), temp.resolve("nowhere"));
    assertThat(new TreeDeletion().delete(tree)).isTrue();
    assertThat(tree).doesNotExist();
    assertThat(outside.resolve("precious")).exists();
  }

  @Test
  void aLinkInPlaceOfTheFolderGoesAlone() throws IOException {
    Path link = Files.createSymbolicLink(temp.resolve("link"), outside);
    assertThat(new TreeDeletion().delete(link)).isTrue();
    assertThat(link).doesNotExist();
    assertThat(outside.resolve("precious")).exists();
  }

  @Test
  void noneIsNoFailure() throws IOException {
    assertThat(new TreeDeletion().delete(temp.resolve("nowhere/at/all"))).isFalse();
  }

  /** The kernel tells who went when. */
  @Test
  void aRunIsKnownAsLongAsAnythingElseIsThere() throws Exception {
    Path run = Files.createDirectory(temp.resolve("run"));
    for (String name : List.of("owner.json", "journal", "a", "window1", "z")) {
      Files.writeString(run.resolve(name), "");
    }
    try (WatchService watch = temp.getFileSystem().newWatchService()) {
      WatchKey key = run.register(watch, StandardWatchEventKinds.ENTRY_DELETE);
      TreeDeletion.ofRun().delete(run);
      List<String> gone = new ArrayList<>();
      await()
          .until(
              () -> {
                key.pollEvents().forEach(event -> gone.add(String.valueOf(event.context())));
                return gone.size() == 5;
              });
      assertThat(gone).endsWith("journal", "owner.json");
    }
  }
}
