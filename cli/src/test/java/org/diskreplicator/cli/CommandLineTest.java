package org.diskreplicator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.diskreplicator.engine.process.CancelToken;
import org.diskreplicator.engine.process.ToolPaths;
import org.diskreplicator.engine.wiring.Toolbox;
import org.diskreplicator.fixtures.FixtureDisks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command line up to the point where a program would be needed. */
final class CommandLineTest {
  @TempDir private Path folder = Path.of("");

  static Stream<String> commands() {
    Toolbox tools = new Toolbox(new ToolPaths(List.of()), new CancelToken());
    return Main.commandLine(tools).getSubcommands().keySet().stream();
  }

  @Test
  void theRootNamesEveryCommand() {
    Captured help = Captured.command("--help");
    assertThat(help.status()).isZero();
    assertThat(help.out()).contains(commands().toList()).contains("Exit status: 0 done");
    assertThat(help.err()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandHasHelpWithExamplesAndExitCodes(String command) {
    Captured help = Captured.command(command, "--help");
    assertThat(help.status()).isZero();
    assertThat(help.out())
        .contains("Usage: diskrep " + command)
        .containsPattern("Examples?:\n +diskrep " + command)
        .contains("Exit status: 0 done");
    assertThat(help.err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--version", "-V"})
  void theVersionIsOneLine(String option) {
    Captured version = Captured.command(option);
    assertThat(version.status()).isZero();
    assertThat(version.out()).matches("diskrep \\S+\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "clone | Missing required parameters: 'SOURCE', 'TARGET' (see diskrep clone --help)",
        "clone a | Missing required parameter: 'TARGET' (see diskrep clone --help)",
        "clone a b c | Unmatched argument at index 3: 'c' (see diskrep clone --help)",
        "clone a b --frob | Unknown option: '--frob' (see diskrep clone --help)",
        "clone a b --format iso | 'iso' is no image format; use one of raw, qcow2, vmdk, vdi,",
        "clone a b --size 5x | '5x' is not a size; write a number and a unit, such as 512M,",
        "clone a b --size 99E | '99E' is more bytes than any disk has",
        "clone a b --size | Missing required parameter for option '--size' (SIZE)",
        "clone a b --strategy rsync | 'rsync' is no strategy; use blocks, files or raw",
        "clone a b --partition 3 | '3' is no number of a partition with a strategy; write it as in",
        "clone a b --partition 0=raw | '0=raw' is no number of a partition with a strategy",
        "clone a b --partition 3=dd | 'dd' is no strategy; use blocks, files or raw",
        "clone a b --partition 3=raw --partition 3=files | partition 3 more than one strategy",
        "clone a b --grow x | Invalid value for option '--grow': 'x' is not an int",
        "clone a b --grow 2 --keep-sizes | --grow=N, --keep-sizes are mutually exclusive",
        "inspect | Missing required parameter: 'DISK' (see diskrep inspect --help)",
        "create d.raw | Missing required parameter: 'SIZE' (see diskrep create --help)",
        "create d.raw -5 | '-5' is not a size",
        "verify a | Missing required parameter: 'COPY'",
        "fixture | list or build is missing (see diskrep fixture --help)",
        "replicator | list, new or test is missing (see diskrep replicator --help)",
        "replicator new x --language c | Invalid value for option '--language': 'c' is no choice",
        "replicator test | Missing required parameter: 'PATH' (see diskrep replicator test --help)",
        "fixture list gpt | Unmatched argument at index 2: 'gpt' (see diskrep fixture list --help)",
        "fixture build | Missing required parameter: 'NAME' (see diskrep fixture build --help)",
        "fixture build gtp | no disk is called 'gtp'; did you mean gpt? diskrep fixture list shows",
        "fixture build nonsense | no disk is called 'nonsense'; diskrep fixture list shows all (see"
      })
  void aWrongCommandLineIsOneSentenceAndStatusTwo(String line, String sentence) {
    Captured outcome = Captured.command(line.split(" ", -1));
    assertThat(outcome.status()).isEqualTo(ExitStatus.USAGE);
    assertThat(outcome.err()).startsWith("diskrep: ").contains(sentence).endsWith("--help)\n");
    assertThat(outcome.err().lines()).hasSize(1);
    assertThat(outcome.out()).isEmpty();
  }

  @Test
  void noCommandAndNoSuchCommandAreUsageErrors() {
    assertThat(Captured.command().status()).isEqualTo(ExitStatus.USAGE);
    assertThat(Captured.command().err()).contains("a command is missing");
    Captured unknown = Captured.command("frob", "disk");
    assertThat(unknown.status()).isEqualTo(ExitStatus.USAGE);
    assertThat(unknown.err()).contains("'frob'");
  }

  @Test
  void aProgramGetsUsageErrorsAsJson() {
    Captured outcome = Captured.command("clone", "--json", "a");
    JsonObject event = JsonParser.parseString(outcome.out()).getAsJsonObject();
    assertThat(event.get("event").getAsString()).isEqualTo("failed");
    assertThat(event.get("exitStatus").getAsInt()).isEqualTo(ExitStatus.USAGE);
    assertThat(event.get("message").getAsString()).contains("'TARGET'");
  }

  @Test
  void aProgramGetsFailuresAsJson() {
    Captured outcome = Captured.command("create", "--json", "disk.iso", "1G");
    assertThat(outcome.status()).isEqualTo(ExitStatus.REFUSED);
    JsonObject event = JsonParser.parseString(outcome.out()).getAsJsonObject();
    assertThat(event.get("event").getAsString()).isEqualTo("failed");
    assertThat(event.get("exitStatus").getAsInt()).isEqualTo(ExitStatus.REFUSED);
    assertThat(event.get("message").getAsString()).contains("does not tell an image format");
  }

  @Test
  void aStackTraceIsShownOnRequestOnly() {
    assertThat(Captured.command("create", "disk.iso", "1G").err().lines()).hasSize(1);
    assertThat(Captured.command("create", "disk.iso", "1G", "--debug").err())
        .contains("\tat org.diskreplicator.cli.CreateCommand");
  }

  @Test
  void aFileNameAfterAnAtSignIsAFileName() throws IOException {
    Path arguments = Files.writeString(folder.resolve("arguments"), "--help");
    Captured outcome = Captured.command("create", "@" + arguments, "1G");
    assertThat(outcome.status()).isEqualTo(ExitStatus.REFUSED);
  }

  @Test
  void hostileNamesDoNotReachTheTerminal() {
    Captured outcome = Captured.command("create", "a\u001b[31m\nb\u202e.iso", "1G");
    assertThat(outcome.status()).isEqualTo(ExitStatus.REFUSED);
    assertThat(outcome.err()).contains("a\\u001b[31m\\nb\\u202e.iso").doesNotContain("\u001b");
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "513", "1000"})
  void anImageHasWholeSectors(String size) {
    Captured outcome = Captured.command("create", folder.resolve("d.raw").toString(), size);
    assertThat(outcome.status()).isEqualTo(ExitStatus.REFUSED);
    assertThat(outcome.err()).contains("multiple of 512 bytes");
  }

  @Test
  void anExistingFileIsKept() throws IOException {
    Path file = Files.writeString(folder.resolve("d.raw"), "old");
    Captured outcome = Captured.command("create", file.toString(), "1M");
    assertThat(outcome.status()).isEqualTo(ExitStatus.REFUSED);
    assertThat(outcome.err())
        .isEqualTo("diskrep: '" + file + "' exists already; give --force to replace it.\n");
    assertThat(Captured.command("create", folder.toString(), "1M", "--format", "raw").err())
        .contains("is no regular file");
    assertThat(file).hasContent("old");
  }

  @ParameterizedTest
  @ValueSource(strings = {"list", "build"})
  void fixtureCommandsHaveHelpToo(String command) {
    Captured help = Captured.command("fixture", command, "--help");
    assertThat(help.status()).isZero();
    assertThat(help.out())
        .contains("Usage: diskrep fixture " + command)
        .containsPattern("Examples:\n +diskrep fixture " + command)
        .contains("Exit status: 0 done");
  }

  @Test
  void theListNamesEveryFixture() {
    Captured list = Captured.command("fixture", "list");
    assertThat(list.status()).isZero();
    assertThat(list.out().lines().skip(1).map(line -> line.substring(0, line.indexOf(' '))))
        .containsExactlyElementsOf(FixtureDisks.names());
    assertThat(list.out())
        .containsPattern("\ngpt +480 MiB +raw +(yes|lacks .*) +GPT")
        .contains(FixtureDisks.names().stream().map(FixtureDisks::summary).toList());
  }

  @Test
  void aProgramGetsTheListAsOneObjectALine() {
    Captured list = Captured.command("fixture", "list", "--json");
    assertThat(list.out().lines().map(line -> JsonParser.parseString(line).getAsJsonObject()))
        .extracting(offer -> offer.get("name").getAsString())
        .containsExactlyElementsOf(FixtureDisks.names());
  }

  @Test
  void anExistingFileIsNoFixtureWithoutForce() throws IOException {
    Path file = Files.writeString(folder.resolve("gpt.raw"), "old");
    Captured outcome = Captured.command("fixture", "build", "gpt", file.toString());
    assertThat(outcome.status()).isEqualTo(ExitStatus.REFUSED);
    assertThat(outcome.err())
        .isEqualTo("diskrep: '" + file + "' exists already; give --force to replace it.\n");
    assertThat(file).hasContent("old");
  }

  @Test
  void aMissingFolderIsRefused() {
    Path file = folder.resolve("missing/d.raw");
    assertThat(Captured.command("create", file.toString(), "1M").status())
        .isEqualTo(ExitStatus.REFUSED);
  }

  @Test
  void aMissingProgramIsStatusFiveWithItsRemedy() {
    Captured outcome = Captured.command("create", folder.resolve("d.raw").toString(), "1M");
    assertThat(outcome.status()).isEqualTo(ExitStatus.MISSING);
    assertThat(outcome.err())
        .isEqualTo(
            "diskrep: The program qemu-img is missing. Install it with: apt-get install"
                + " qemu-utils, or run ci/setup.\n");
  }

  @ParameterizedTest
  @CsvSource({
    "disk.raw copy.raw --in-place, takes no TARGET",
    "--in-place disk.raw --force, --force is about a copy",
    "--in-place disk.raw --trust-bitmaps, --trust-bitmaps is about a copy",
    "--in-place disk.raw -c, --compress is about a copy",
    "disk.raw, Missing required parameter: 'TARGET'",
    "--in-place, SOURCE"
  })
  void inPlaceIsNoCopy(String arguments, String said) {
    String[] words = ("sparsify " + arguments).split(" ");
    Captured outcome = Captured.command(words);
    assertThat(outcome.status()).isEqualTo(ExitStatus.USAGE);
    assertThat(outcome.err()).contains(said);
  }
}
