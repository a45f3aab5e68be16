package org.diskreplicator.engine.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.diskreplicator.engine.failure.CancelledException;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.port.FakeFileTree;
import org.diskreplicator.engine.port.FileContent;
import org.diskreplicator.engine.process.CancelToken;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class ContentComparisonsTest {
  private static final int FILES = 200;

  private final FakeFileTree source = new FakeFileTree();
  private final FakeFileTree copy = new FakeFileTree();
  private final CancelToken cancel = new CancelToken();
  private final List<Long> progress = new ArrayList<>();

  private ContentComparisons comparisons(int readers) {
    return new ContentComparisons(
        readers, () -> new ContentComparison(source, copy, cancel), progress::add);
  }

  private static ContentComparisons.Task task(int file) {
    return new ContentComparisons.Task("f" + file, ExtentSet.builder().add(0, 4).build());
  }

  private List<ContentComparisons.Task> tasks() {
    for (int i = 0; i < FILES; i++) {
      source.file("f" + i, "same");
      copy.file("f" + i, i % 50 == 7 ? "samE" : "same");
    }
    return IntStream.range(0, FILES).mapToObj(ContentComparisonsTest::task).toList();
  }

  private void assertFound(List<OptionalLong> found) {
    assertThat(IntStream.range(0, FILES).filter(i -> found.get(i).isPresent()))
        .containsExactly(7, 57, 107, 157);
    assertThat(found.get(7)).hasValue(3);
  }

  @Test
  void resultsComeInTheOrderOfTheFiles() {
    List<ContentComparisons.Task> tasks = tasks();
    ContentComparisons four = comparisons(4);
    assertFound(four.firstDifferences(tasks));
    assertThat(four.bytes()).isEqualTo(4 * FILES);
    assertThat(progress).hasSize(FILES).isSorted().last().isEqualTo(4L * FILES);
    assertFound(comparisons(1).firstDifferences(tasks));
    assertThat(four.firstDifferences(List.of())).isEmpty();
  }

  @Test
  void severalFilesAreReadAtATime() {
    List<ContentComparisons.Task> tasks = tasks();
    CyclicBarrier both = new CyclicBarrier(2);
    FakeFileTree other =
        new FakeFileTree() {
          @Override
          public FileContent open(String file) {
            try {
              both.await(20, TimeUnit.SECONDS);
            } catch (Exception e) {
              throw new AssertionError(e);
            }
            return super.open(file);
          }
        };
    tasks.forEach(task -> other.file(task.path(), "same"));
    ContentComparisons two =
        new ContentComparisons(2, () -> new ContentComparison(source, other, cancel), done -> {});
    assertThat(two.firstDifferences(tasks)).hasSize(FILES).allMatch(OptionalLong::isEmpty);
  }

  @Test
  void aFailureEndsAll() {
    List<ContentComparisons.Task> tasks = tasks();
    FakeFileTree broken =
        new FakeFileTree() {
          @Override
          public FileContent open(String file) {
            return new FileContent() {
              @Override
              public int read(long position, ByteBuffer buffer) throws java.io.IOException {
                throw new java.io.IOException("bad sector");
              }

              @Override
              public void close() {}
            };
          }
        };
    ContentComparisons three =
        new ContentComparisons(3, () -> new ContentComparison(source, broken, cancel), done -> {});
    assertThatThrownBy(() -> three.firstDifferences(tasks))
        .isInstanceOf(InputOutputException.class)
        .hasMessageContaining("bad sector");
    assertThat(three.bytes()).isZero();
  }

  @Test
  void aCancelEndsAll() {
    cancel.cancel();
    List<ContentComparisons.Task> tasks = tasks();
    assertThatThrownBy(() -> comparisons(3).firstDifferences(tasks))
        .isInstanceOf(CancelledException.class);
  }
}
