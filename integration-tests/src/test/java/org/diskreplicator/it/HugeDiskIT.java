package org.diskreplicator.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import org.diskreplicator.fixtures.Fixture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Disks of 200 TB, of which nearly nothing was written: copied by what their images hold. */
@ExtendWith(Lab.class)
class HugeDiskIT {
  private static final long TIB = 1L << 40;

  /** Compressed copies are made in the usual way, which looks at all of the disk. */
  @ParameterizedTest
  @ValueSource(strings = {"", "--size=300T"})
  void theCopyShowsWhatOneThatIsMadeInTheUsualWayShows(String size, Workbench bench, Scene scene) {
    Fixture source = bench.fixture("huge");
    Path copy = scene.target("copy.qcow2");
    Path other = scene.target("other.qcow2");
    Object[] more = size.isEmpty() ? new Object[0] : new Object[] {size, "--keep-sizes"};
    scene.run(with(more, "clone", source.image(), copy)).exits(0).tells("verified");
    scene.run(with(more, "clone", source.image(), other, "--compress")).exits(0);
    assertThat(Tools.output("qemu-img", "compare", copy, other)).contains("identical");
    Tools.output("qemu-img", "check", "-q", copy);
    scene.assertLeftOnly("copy.qcow2", "other.qcow2");
  }

  private static Object[] with(Object[] more, Object... arguments) {
    Object[] all = Arrays.copyOf(arguments, arguments.length + more.length);
    System.arraycopy(more, 0, all, arguments.length, more.length);
    return all;
  }

  @Test
  void aByteThatOnlyTheCopyHoldsIsFound(Workbench bench, Scene scene) {
    assertSpoiledCopyIsFound(100 * TIB, bench, scene);
  }

  @Test
  void aByteThatIsLostIsFound(Workbench bench, Scene scene) {
    Fixture source = bench.fixture("huge");
    assertSpoiledCopyIsFound(source.partition(1).offset(), bench, scene);
  }

  private static void assertSpoiledCopyIsFound(long offset, Workbench bench, Scene scene) {
    Path tools = ToolFolder.withSpoilingConvert(scene.work().resolve("tools"), offset);
    scene.with("DISKREP_PATH", tools.toString());
    scene
        .run("clone", bench.fixture("huge").image(), scene.target("copy.qcow2"))
        .exits(3)
        .tells("differs");
    scene.assertLeftOnly();
  }
}
