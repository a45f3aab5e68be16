package org.diskreplicator.engine.tool;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.port.XfsMaking;
import org.diskreplicator.engine.process.ScriptedRunner;
import org.diskreplicator.engine.process.ScriptedRunner.Answer;
import org.junit.jupiter.api.Test;

final class MkfsXfsTest {
  private static final XfsMaking.Shape SHAPE =
      new XfsMaking.Shape(
          5,
          4096,
          512,
          512,
          4096,
          new XfsMaking.Features(
              true, false, true, true, true, false, true, true, false, true, true, true),
          29360128,
          OptionalLong.of(25165824),
          2,
          0,
          0,
          0,
          25,
          "b3034893-78bb-33bb-892e-29a87cad01b7",
          "data");

  private final ScriptedRunner runner = new ScriptedRunner();

  private void expect(Answer answer, String... more) {
    List<String> argv = new ArrayList<>(List.of("mkfs.xfs", "-q", "-f", "-K"));
    argv.addAll(List.of(more));
    argv.addAll(
        List.of(
            "-b",
            "size=4096",
            "-s",
            "size=512",
            "-m",
            "crc=1,finobt=1,rmapbt=0,reflink=1,bigtime=1,inobtcount=1,"
                + "uuid=b3034893-78bb-33bb-892e-29a87cad01b7",
            "-i",
            "size=512,maxpct=25,sparse=1,nrext64=0",
            "-n",
            "size=4096,version=2",
            "-d",
            "agsize=29360128,noalign",
            "-l",
            "internal=1,version=2,size=25165824,lazy-count=1",
            "-L",
            "data",
            "/made.raw"));
    runner.expect(answer, argv.toArray(String[]::new));
  }

  private void make() {
    new MkfsXfs(runner).make(Path.of("/made.raw"), SHAPE);
    runner.assertDone();
  }

  @Test
  void itIsMadeInTheShapeOfTheOriginal() {
    expect(new Answer(0, "", ""));
    make();
  }

  /** Of the usage that follows, only the end is kept, and so not the reason. */
  @Test
  void aSmallOneIsAskedForOnceMore() {
    expect(new Answer(1, "", "\t\t\t    sectsize=num\n/* label */ [-L label]\n"));
    expect(new Answer(0, "", ""), "--unsupported");
    make();
  }

  @Test
  void whatCannotBeMadeIsRefusedWithTheReason() {
    expect(new Answer(1, "", "size 5 of log is too small\n"));
    expect(new Answer(1, "", "size 5 of log is too small\n"), "--unsupported");
    assertThatThrownBy(this::make)
        .isInstanceOf(RefusedException.class)
        .hasMessage("This xfs cannot be made anew: size 5 of log is too small; copy its blocks.");
  }
}
