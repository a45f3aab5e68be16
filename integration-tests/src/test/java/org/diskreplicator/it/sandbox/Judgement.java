package org.diskreplicator.it.sandbox;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What each proof found wrong with a copy. */
final class Judgement {
  private final Map<Proof, List<String>> findings = new LinkedHashMap<>();

  /** Adds the findings of one proof; none when the copy passes it. */
  Judgement add(Proof proof, List<String> found) {
    findings.put(proof, List.copyOf(found));
    return this;
  }

  /** The findings of a proof. */
  List<String> of(Proof proof) {
    return findings.getOrDefault(proof, List.of());
  }

  /** Proofs that the copy fails, in the order in which they were made. */
  List<Proof> failed() {
    return findings.keySet().stream().filter(proof -> !of(proof).isEmpty()).toList();
  }

  /** The findings, a line each. */
  @Override
  public String toString() {
    return failed().stream()
        .flatMap(proof -> of(proof).stream().map(line -> proof + ": " + line))
        .collect(Collectors.joining("\n"));
  }
}
