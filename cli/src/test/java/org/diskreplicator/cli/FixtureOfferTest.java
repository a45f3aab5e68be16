package org.diskreplicator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.TreeSet;
import org.diskreplicator.engine.model.ByteSize;
import org.diskreplicator.fixtures.FixtureNeeds;
import org.diskreplicator.fixtures.FixtureNeeds.Privilege;
import org.junit.jupiter.api.Test;

final class FixtureOfferTest {
  private static FixtureOffer offer(String name, String... programs) {
    return new FixtureOffer(
        name,
        "for tests",
        "raw",
        ByteSize.of(1 << 20),
        new FixtureNeeds(Privilege.NONE, new TreeSet<>(List.of(programs))));
  }

  @Test
  void aTableTellsWhatCanBeBuiltHere() {
    List<FixtureOffer> offers = List.of(offer("plain", "sh"), offer("fancy", "no-such", "sh"));
    assertThat(FixtureOffer.table(offers))
        .containsExactly(
            "NAME    SIZE  FORMAT  NEEDS  HERE           WHAT IT HOLDS",
            "plain  1 MiB  raw            yes            for tests",
            "fancy  1 MiB  raw            lacks no-such  for tests");
  }

  @Test
  void rootIsANeed() {
    FixtureNeeds root = new FixtureNeeds(Privilege.ROOT, new TreeSet<>());
    FixtureOffer offer = new FixtureOffer("zoo", "mounted", "raw", ByteSize.of(512), root);
    assertThat(FixtureOffer.table(List.of(offer)).get(1)).startsWith("zoo   512 B  raw     root ");
    assertThat(offer.json().get("needsRoot").getAsBoolean()).isTrue();
  }

  @Test
  void aProgramGetsTheProgramsToo() {
    assertThat(offer("fancy", "sh", "no-such").json())
        .hasToString(
            """
            {"name":"fancy","summary":"for tests","format":"raw","virtualBytes":1048576,\
            "needsRoot":false,"programs":["no-such","sh"],"missing":["no-such"]}""");
  }
}
