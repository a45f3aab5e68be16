package org.diskreplicator.engine.contributed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.diskreplicator.engine.failure.MissingPrerequisiteException;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.failure.ReplicatorFailedException;
import org.diskreplicator.engine.model.Content;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.model.Region;
import org.diskreplicator.engine.model.SectorSize;
import org.diskreplicator.engine.model.Signature;
import org.diskreplicator.engine.model.UsedMap;
import org.diskreplicator.engine.port.FakeWindows;
import org.diskreplicator.engine.port.FileCopies;
import org.diskreplicator.engine.port.ImageFiles;
import org.diskreplicator.engine.port.Mounts;
import org.diskreplicator.engine.port.Replicator;
import org.diskreplicator.engine.port.Replicator.Original;
import org.diskreplicator.engine.process.CancelToken;
import org.diskreplicator.engine.process.ForeignCommand;
import org.diskreplicator.engine.process.ForeignResult;
import org.diskreplicator.engine.process.ForeignResult.End;
import org.diskreplicator.engine.process.ScriptedRunner;
import org.diskreplicator.engine.process.ToolPaths;
import org.diskreplicator.engine.scope.CleanupStack;
import org.diskreplicator.engine.scope.RunJournal;
import org.diskreplicator.engine.scope.StateFolder;
import org.diskreplicator.engine.scope.Undoer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ContributedReplicatorTest {
  private static final long SIZE = 1 << 20;
  private static final Signature SIGNATURE =
      new Signature(
          Optional.of("minix"),
          Optional.empty(),
          Optional.of("a 'label'"),
          Optional.of("1234"),
          Optional.empty());

  private final Path temp;
  private final CleanupStack stack;
  private final Path runFolder;
  private final Deque<Function<ForeignCommand, ForeignResult>> script = new ArrayDeque<>();
  private final List<ForeignCommand> commands = new ArrayList<>();
  private final List<String> mounted = new ArrayList<>();
  private final List<String> copied = new ArrayList<>();
  private boolean superUser = true;
  private Signature made = SIGNATURE;

  ContributedReplicatorTest(@TempDir Path temp) {
    this.temp = temp;
    RunJournal journal = RunJournal.open(StateFolder.at(temp.resolve("state")));
    runFolder = journal.folder();
    stack = new CleanupStack(journal, new Undoer(new ScriptedRunner()));
  }

  /** Says in words what is mounted. */
  private final class FakeMounts implements Mounts {
    @Override
    public Mounted original(ImageFiles.View disk, Extent part, Way way) {
      return mount("source", way);
    }

    @Override
    public Mounted target(Path file, Way way) {
      return mount("target", way);
    }

    private Mounted mount(String what, Way way) {
      mounted.add("mount " + what + " " + way.type() + " " + way.options());
      return new Mounted() {
        @Override
        public Path folder() {
          return Path.of("/mnt/" + what);
        }

        @Override
        public void close() {
          mounted.add("unmount " + what);
        }
      };
    }
  }

  private Replicator replicator(Manifest manifest) {
    FileCopies copies =
        (from, to, kept, reserved, progress, stop) -> copied.add(from + " to " + to);
    return new ContributedReplicator(
        new Contribution(manifest, Path.of("/replicators/mine")),
        new ContributedReplicator.Place(
            new FakeWindows(),
            new FakeMounts(),
            copies,
            (disk, region) -> made,
            this::run,
            new ToolPaths(List.of(temp)),
            stack,
            runFolder,
            () -> superUser,
            new CancelToken()));
  }

  private ForeignResult run(ForeignCommand command) {
    commands.add(command);
    return script.isEmpty() ? exits(0) : script.remove().apply(command);
  }

  private static ForeignResult exits(int code) {
    return new ForeignResult(End.EXITED, code, "", 0);
  }

  private static Function<ForeignCommand, ForeignResult> saying(int code, String... lines) {
    return command -> {
      for (String line : lines) {
        if (!command.output().test(line.replace('\'', '"'))) {
          return new ForeignResult(End.REJECTED, 128, "", 0);
        }
      }
      return exits(code);
    };
  }

  private static Manifest plain() {
    return new Manifest(
        "mine", Set.of("minix"), Map.of(), false, Optional.empty(), Optional.empty(), Map.of());
  }

  private static Manifest mounting() {
    return new Manifest(
        "mine",
        Set.of("minix"),
        Map.of(),
        true,
        Optional.of(new Mounts.Way("minix", "ro")),
        Optional.of(new Mounts.Way("minix", "rw")),
        Map.of());
  }

  private static Original original() {
    Extent part = new Extent(SIZE, SIZE);
    Region region =
        new Region(
            Region.Kind.PARTITION,
            part,
            Optional.empty(),
            Content.of(SIGNATURE),
            UsedMap.allUsed(SIZE, ContentState.UNKNOWN, "no reader"));
    return new Original(
        new ImageFiles.View(Path.of("/images/disk.raw"), ImageFormat.RAW),
        part,
        region,
        SectorSize.S512);
  }

  private Path target() {
    try {
      Path target = temp.resolve("target");
      Files.write(target, new byte[(int) SIZE]);
      return target;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> rebuild(Manifest manifest) {
    return replicator(manifest)
        .rebuild(original(), target(), Replicator.Progress.NONE, new CancelToken());
  }

  private void failsWith(String text) {
    assertThatThrownBy(() -> rebuild(plain()))
        .isInstanceOf(ReplicatorFailedException.class)
        .hasMessageStartingWith("The replicator 'mine' failed while ")
        .hasMessageContaining(text);
    assertThat(temp.resolve("target.scratch")).doesNotExist();
  }

  @Test
  void theProgramIsToldAllInTwoForms() {
    rebuild(plain());
    ForeignCommand make = commands.get(0);
    assertThat(make.arguments()).containsExactly("make");
    assertThat(JsonParser.parseString(make.input()))
        .isEqualTo(
            JsonParser.parseString(
                """
                {"protocol": 1, "verb": "make", "content": "minix", "label": "a 'label'",
                 "uuid": "1234", "sectorSize": 512, "scratch": "%1$s.scratch",
                 "source": {"file": "/images/region-1048576", "bytes": 1048576},
                 "target": {"file": "%1$s", "bytes": 1048576}}
                """
                    .formatted(temp.resolve("target"))));
    assertThat(make.environment())
        .containsEntry("DISKREP_LABEL", "a 'label'")
        .containsEntry("DISKREP_SOURCE", "/images/region-1048576")
        .containsEntry("DISKREP_TARGET_BYTES", "1048576")
        .containsEntry("PATH", temp.toString())
        .containsEntry("TMPDIR", temp.resolve("target.scratch").toString())
        .doesNotContainKeys("DISKREP_VERSION", "USER");
    assertThat(make.folder()).isEqualTo(temp.resolve("target.scratch"));
  }

  @Test
  void filesAreCopiedByTheEngineWhereTheProgramDoesNot() {
    script.add(saying(0));
    script.add(saying(2));
    rebuild(mounting());
    assertThat(commands.stream().map(c -> c.arguments().get(0)))
        .containsExactly("make", "copy", "check");
    assertThat(copied).containsExactly("/mnt/source to /mnt/target");
    assertThat(mounted)
        .containsExactly(
            "mount source minix ro", "mount target minix rw", "unmount target", "unmount source");
    assertThat(commands.get(1).environment()).containsEntry("DISKREP_TARGET_FOLDER", "/mnt/target");
  }

  @Test
  void aProgramThatCopiesItselfIsLeftToIt() {
    rebuild(mounting());
    assertThat(copied).isEmpty();
  }

  @Test
  void warningsAreHandedOn() {
    script.add(saying(0, "{'result': {'warnings': ['no times']}}"));
    assertThat(rebuild(plain())).containsExactly("no times");
  }

  @Test
  void whatItDoesWrongIsNamed() {
    script.add(command -> exits(128 + 11));
    failsWith("it ended by signal 11");
    script.add(command -> exits(42));
    failsWith("it ended with code 42, which has no meaning");
    script.add(command -> new ForeignResult(End.TIMED_OUT, 128, "", 0));
    failsWith("it did not end within 3600 seconds and was killed");
    script.add(command -> new ForeignResult(End.LINE_TOO_LONG, 128, "", 0));
    failsWith("a line of more than 64 KiB");
    script.add(command -> new ForeignResult(End.EXITED, 0, "", 1));
    failsWith("it left a process behind, which was killed");
    script.add(saying(0, "making ..."));
    failsWith("a line is not valid JSON: making ...");
    script.add(saying(0, "{'result': {'reason': 'bad'}}"));
    failsWith("it ended with 0, but gave a reason for failing: bad");
    script.add(command -> new ForeignResult(End.EXITED, 1, "no space\nleft", 0));
    failsWith("it reported a failure; it said: no space\nleft");
    script.add(saying(2));
    failsWith("without which nothing goes");
  }

  @Test
  void aCheckThatFailsIsAFailure() {
    script.add(saying(0));
    script.add(saying(1, "{'result': {'reason': 'two links'}}"));
    failsWith("checking it: two links");
  }

  @Test
  void successWithoutAResultIsFound() {
    made = Signature.NONE;
    failsWith("the type is minix in the original and none in what it made");
    made =
        new Signature(
            SIGNATURE.type(),
            Optional.empty(),
            Optional.of("host"),
            SIGNATURE.uuid(),
            Optional.empty());
    failsWith("the label is a 'label' in the original and host");
  }

  @Test
  void aRefusalGivesTheLastLineOfStandardErrorAsItsReason() {
    script.add(command -> new ForeignResult(End.EXITED, 3, "looking\nit is version 5.", 0));
    assertThatThrownBy(() -> rebuild(plain()))
        .isInstanceOf(RefusedException.class)
        .hasMessage("The replicator 'mine' refuses this content: it is version 5.");
  }

  @Test
  void aTargetThatWasCutIsMadeWholeAgain() throws IOException {
    script.add(command -> write(command, new byte[5000]));
    rebuild(plain());
    assertThat(temp.resolve("target")).hasSize(SIZE);
  }

  @Test
  void aTargetThatGrewOrIsSomethingElseIsFound() {
    script.add(command -> write(command, new byte[(int) SIZE + 1]));
    failsWith("it wrote 1048577 bytes, where there is room for 1048576 only");
    script.add(
        command -> {
          try {
            Path target = Path.of(command.environment().get("DISKREP_TARGET"));
            Files.delete(target);
            Files.createSymbolicLink(target, Path.of("/etc/passwd"));
            return exits(0);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    failsWith("it put something else in the place of the target file");
  }

  private static ForeignResult write(ForeignCommand command, byte[] bytes) {
    try {
      Files.write(Path.of(command.environment().get("DISKREP_TARGET")), bytes);
      return exits(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void theSmallestSizeIsRoundedUpAndNeverLargerThanNow() {
    script.add(saying(0, "{'result': {'bytes': 70001}}"));
    script.add(saying(0, "{'result': {'bytes': 99999999}}"));
    script.add(saying(2));
    Replicator replicator = replicator(plain());
    assertThat(replicator.smallest(original())).isEqualTo(70144);
    assertThat(replicator.smallest(original())).isEqualTo(SIZE);
    assertThat(replicator.smallest(original())).isEqualTo(SIZE);
  }

  @Test
  void aSmallestSizeMustBeTold() {
    script.add(saying(0));
    assertThatThrownBy(() -> replicator(plain()).smallest(original()))
        .hasMessageContaining("without a result that tells the bytes");
  }

  @Test
  void withoutRootNothingIsAskedOrMade() {
    superUser = false;
    assertThat(replicator(mounting()).smallest(original())).isEqualTo(SIZE);
    assertThat(commands).isEmpty();
    assertThatThrownBy(() -> rebuild(mounting()))
        .isInstanceOf(MissingPrerequisiteException.class)
        .hasMessageContaining("sudo");
  }

  @Test
  void aMissingProgramIsNamedWithItsPackage() {
    Manifest manifest =
        new Manifest(
            "mine",
            Set.of("minix"),
            Map.of("mkfs.minix", "util-linux"),
            false,
            Optional.empty(),
            Optional.empty(),
            Map.of());
    assertThatThrownBy(() -> rebuild(manifest))
        .isInstanceOf(MissingPrerequisiteException.class)
        .hasMessageContaining("mkfs.minix")
        .hasMessageContaining("apt-get install util-linux");
  }
}
