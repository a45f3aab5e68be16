package org.diskreplicator.engine.process;

import java.util.List;

/**
 * A family known by the marker in its environment, where name spaces cannot be had. A process that
 * clears its environment and leaves its parent is lost sight of.
 */
final class MarkedFamily implements Family {
  private final List<String> prefix;
  private final MarkedProcesses processes;

  MarkedFamily(List<String> prefix, MarkedProcesses processes) {
    this.prefix = List.copyOf(prefix);
    this.processes = processes;
  }

  @Override
  public List<String> prefix() {
    return prefix;
  }

  @Override
  public List<ProcessHandle> members() {
    return processes.running();
  }

  @Override
  public void close() {
    processes.kill();
  }
}
