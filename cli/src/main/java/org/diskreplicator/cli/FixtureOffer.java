package org.diskreplicator.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.Collection;
import java.util.List;
import org.diskreplicator.engine.model.ByteSize;
import org.diskreplicator.fixtures.FixtureDisks;
import org.diskreplicator.fixtures.FixtureNeeds;

/**
 * A disk that can be built.
 *
 * @param summary one line on what it is for
 * @param format of its image, as QEMU names it
 * @param size virtual size
 * @param needs what a machine must have
 */
record FixtureOffer(String name, String summary, String format, ByteSize size, FixtureNeeds needs) {

  static FixtureOffer of(String name) {
    return new FixtureOffer(
        name,
        FixtureDisks.summary(name),
        FixtureDisks.format(name),
        ByteSize.of(FixtureDisks.size(name)),
        FixtureDisks.needs(name));
  }

  static List<String> table(List<FixtureOffer> offers) {
    TextTable table = new TextTable("NAME", ">SIZE", "FORMAT", "NEEDS", "HERE", "WHAT IT HOLDS");
    offers.forEach(
        offer ->
            table.add(
                offer.name,
                offer.size.human(),
                offer.format,
                offer.needs.needsRoot() ? "root" : "",
                here(offer.needs.missing()),
                offer.summary));
    return table.lines();
  }

  private static String here(List<String> missing) {
    return missing.isEmpty() ? "yes" : "lacks " + String.join(", ", missing);
  }

  JsonObject json() {
    JsonObject json = new JsonObject();
    json.addProperty("name", name);
    json.addProperty("summary", summary);
    json.addProperty("format", format);
    json.addProperty("virtualBytes", size.bytes());
    json.addProperty("needsRoot", needs.needsRoot());
    json.add("programs", array(needs.programs()));
    json.add("missing", array(needs.missing()));
    return json;
  }

  private static JsonArray array(Collection<String> texts) {
    JsonArray array = new JsonArray();
    texts.forEach(array::add);
    return array;
  }
}
