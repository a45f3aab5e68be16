package org.diskreplicator.engine.contributed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.diskreplicator.engine.port.Mounts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ManifestReaderTest {
  private static Manifest read(String text) {
    return ManifestReader.read("mine", text.replace('\'', '"'));
  }

  @Test
  void allFieldsAreRead() {
    Manifest manifest =
        read(
            "{'protocol': 1, 'name': 'mine', 'contents': ['minix', 'UFS'], 'root': true,"
                + " 'programs': {'mkfs.minix': 'util-linux'},"
                + " 'mounts': {'source': {'type': 'minix'},"
                + " 'target': {'type': 'minix', 'options': 'rw,noatime'}},"
                + " 'timeouts': {'make': 7}}");
    assertThat(manifest)
        .isEqualTo(
            new Manifest(
                "mine",
                Set.of("minix", "UFS"),
                Map.of("mkfs.minix", "util-linux"),
                true,
                Optional.of(new Mounts.Way("minix", "ro")),
                Optional.of(new Mounts.Way("minix", "rw,noatime")),
                Map.of(Verb.MAKE, Duration.ofSeconds(7))));
    assertThat(manifest.limit(Verb.CHECK)).isEqualTo(Verb.CHECK.limit());
  }

  @Test
  void littleIsEnough() {
    Manifest manifest = read("{'protocol': 1, 'name': 'mine', 'contents': ['minix']}");
    assertThat(manifest.needsSuperUser()).isFalse();
    assertThat(manifest.programs()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          not JSON                                                          | not valid JSON
          []                                                                | no JSON object
          {'protocol': 1} {}                                                | not valid JSON
          {}                                                                | no field 'protocol'
          {'protocol': 2, 'later': 1}                                       | speaks protocol 2
          {'protocol': '1'}                                                 | no field 'protocol'
          {'protocol': 1, 'nmae': 'mine'}                                   | a field 'nmae'
          {'protocol': 1, 'name': 'other', 'contents': ['a']}               | its name is 'other'
          {'protocol': 1, 'name': 'mine'}                                   | no field 'contents'
          {'protocol': 1, 'name': 'mine', 'contents': []}                   | names no content
          {'protocol': 1, 'name': 'mine', 'contents': ['a b']}              | no name of blkid's
          {'protocol': 1, 'name': 'mine', 'contents': [{}]}                 | no name of blkid's
          {'protocol': 1, 'name': 'mine', 'contents': ['a'], 'root': 1}     | true or false
          {'protocol': 1, 'name': 'mine', 'contents': ['a'], 'programs': {'/x': 'y'}}   | plain name
          {'protocol': 1, 'name': 'mine', 'contents': ['a'], 'timeouts': {'make': 0}}   | 1 second
          {'protocol': 1, 'name': 'mine', 'contents': ['a'], 'timeouts': {'make': 1.5}} | whole number
          {'protocol': 1, 'name': 'mine', 'contents': ['a'], 'timeouts': {'mkae': 9}}   | no verb
          {'protocol': 1, 'name': 'mine', 'contents': ['a'], 'mounts': {'source': {'type': '-x'}}} | no type
          {'protocol': 1, 'name': 'mine', 'contents': ['a'], 'mounts': {'to': {}}}      | a field 'to'
          """)
  void whatIsWrongIsNamed(String text, String reason) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(UnusableException.class)
        .hasMessageContaining(reason);
  }

  @ParameterizedTest
  @CsvSource({"rw", "ro.rw", "loop", "offset=1", "remount", "suid", "x-mount.mkdir", "a b", "''"})
  void anOptionMustNotUndoWhatTheEngineAsksFor(String options) {
    String text =
        "{'protocol': 1, 'name': 'mine', 'contents': ['a'], 'mounts': {'source':"
            + " {'type': 'a', 'options': '"
            + options.replace('.', ',')
            + "'}}}";
    assertThatThrownBy(() -> read(text)).hasMessageContaining("not for a manifest to give");
  }
}
