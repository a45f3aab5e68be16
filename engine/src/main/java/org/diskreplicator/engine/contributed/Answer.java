package org.diskreplicator.engine.contributed;

import com.google.gson.JsonElement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import org.diskreplicator.engine.model.Printable;
import org.diskreplicator.engine.port.Replicator.Progress;
import org.jspecify.annotations.Nullable;

/** Reads what a program prints on its standard output, line by line. */
final class Answer implements Predicate<String> {
  private static final int KEPT_LOGS = 20;
  private static final int SHOWN = 80;
  private static final int MOST_WARNINGS = 20;

  private final Progress progress;
  private final List<String> warnings = new ArrayList<>();
  private final List<String> log = new ArrayList<>();
  private @Nullable JsonFields result;
  private @Nullable String violation;

  Answer(Progress progress) {
    this.progress = progress;
  }

  @Override
  public synchronized boolean test(String line) {
    if (line.isBlank()) {
      return true;
    }
    try {
      take(JsonFields.parse("a line", line));
      return true;
    } catch (UnusableException e) {
      violation = e.reason() + ": " + shown(line);
      return false;
    }
  }

  private void take(JsonFields fields) {
    fields.only(Set.of("progress", "log", "result"));
    if (fields.json().size() != 1) {
      throw new UnusableException("a line is not one of progress, log and result");
    }
    if (fields.has("progress")) {
      progress.at(fields.number("progress"));
    } else if (fields.has("log")) {
      keep(fields.text("log"));
    } else {
      takeResult(fields.object("result").only(Set.of("bytes", "warnings", "reason")));
    }
  }

  private void keep(String text) {
    if (log.size() == KEPT_LOGS) {
      log.remove(0);
    }
    log.add(text);
  }

  private void takeResult(JsonFields fields) {
    if (result != null) {
      throw new UnusableException("there is a second result");
    }
    if (fields.has("bytes")) {
      fields.number("bytes");
    }
    fields.textIfAny("reason");
    if (fields.has("warnings")) {
      fields.array("warnings").forEach(this::addWarning);
    }
    result = fields;
  }

  private void addWarning(JsonElement element) {
    if (!element.isJsonPrimitive() || warnings.size() == MOST_WARNINGS) {
      throw new UnusableException("the warnings are not at most 20 texts");
    }
    warnings.add(element.getAsString());
  }

  private static String shown(String line) {
    String safe = Printable.of(line);
    return safe.length() > SHOWN ? safe.substring(0, SHOWN) + " ..." : safe;
  }

  /** What is wrong with what it printed. */
  synchronized Optional<String> violation() {
    return Optional.ofNullable(violation);
  }

  synchronized List<String> warnings() {
    return List.copyOf(warnings);
  }

  synchronized List<String> log() {
    return List.copyOf(log);
  }

  synchronized OptionalLong bytes() {
    return result != null && result.has("bytes")
        ? OptionalLong.of(result.number("bytes"))
        : OptionalLong.empty();
  }

  /** Why it failed or refused. */
  synchronized Optional<String> reason() {
    return Optional.ofNullable(result).flatMap(fields -> fields.textIfAny("reason"));
  }
}
