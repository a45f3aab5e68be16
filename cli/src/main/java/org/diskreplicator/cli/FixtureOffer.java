package org.diskreplicator.cli;

import com.google.gson.JsonObject;
import java.util.List;
import org.diskreplicator.engine.model.ByteSize;
import org.diskreplicator.fixtures.FixtureDisks;

/**
 * A disk that can be built.
 *
 * @param summary one line on what it is for
 * @param format of its image, as QEMU names it
 * @param size virtual size
 */
record FixtureOffer(String name, String summary, String format, ByteSize size) {

  static FixtureOffer of(String name) {
    return new FixtureOffer(
        name,
        FixtureDisks.summary(name),
        FixtureDisks.format(name),
        ByteSize.of(FixtureDisks.size(name)));
  }

  static List<String> table(List<FixtureOffer> offers) {
    TextTable table = new TextTable("NAME", ">SIZE", "FORMAT", "WHAT IT HOLDS");
    offers.forEach(offer -> table.add(offer.name, offer.size.human(), offer.format, offer.summary));
    return table.lines();
  }

  JsonObject json() {
    JsonObject json = new JsonObject();
    json.addProperty("name", name);
    json.addProperty("summary", summary);
    json.addProperty("format", format);
    json.addProperty("virtualBytes", size.bytes());
    return json;
  }
}
