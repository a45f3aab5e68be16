package org.diskreplicator.cli;

import java.util.List;
import org.diskreplicator.engine.compare.FileVerifier;
import org.diskreplicator.engine.contributed.Contribution;
import org.diskreplicator.engine.event.EventSink;
import org.diskreplicator.engine.execute.AssemblyExecutor;
import org.diskreplicator.engine.execute.CloneExecutor;
import org.diskreplicator.engine.execute.CopyVerifier;
import org.diskreplicator.engine.execute.DeviceExecutor;
import org.diskreplicator.engine.execute.FarFileExecutor;
import org.diskreplicator.engine.execute.InPlaceExecutor;
import org.diskreplicator.engine.inspect.Inspector;
import org.diskreplicator.engine.model.Abilities;
import org.diskreplicator.engine.model.Inspection;
import org.diskreplicator.engine.model.Region;
import org.diskreplicator.engine.port.FarFiles;
import org.diskreplicator.engine.port.ImageFiles;
import org.diskreplicator.engine.port.RemoteDisks;
import org.diskreplicator.engine.port.Replicator;
import org.diskreplicator.engine.port.Replicators;
import org.diskreplicator.engine.port.SharedWindows;
import org.diskreplicator.engine.port.Windows;
import org.diskreplicator.engine.sandbox.ContainerRun;
import org.diskreplicator.engine.scope.Caller;
import org.diskreplicator.engine.scope.CleanupStack;
import org.diskreplicator.engine.scope.RunJournal;
import org.diskreplicator.engine.wiring.Toolbox;

/** One run of one command: the engine put together, and all that the run holds. */
final class Session implements AutoCloseable {
  private final Toolbox tools;
  private final RunJournal journal;
  private final CleanupStack stack;
  private final Windows windows;
  private final RemoteDisks remotes;
  private final FarFiles farFiles;

  Session(Toolbox tools) {
    this.tools = tools;
    this.journal = RunJournal.open(tools.state());
    this.stack = new CleanupStack(journal, tools.undoer());
    this.windows = new SharedWindows(tools.windows(stack, journal.folder()));
    this.remotes = tools.remotes(stack, journal.folder());
    this.farFiles = tools.farFiles(stack, journal.folder());
  }

  RemoteDisks remotes() {
    return remotes;
  }

  ImageFiles images() {
    return tools.images();
  }

  Inspector inspector() {
    return tools.inspector(windows, remotes);
  }

  /** What can be done with the contents of these regions. */
  Abilities abilities(Inspection disk, List<Region> regions) {
    return regions.isEmpty()
        ? Abilities.NONE
        : tools.abilityProbe(windows, stack, journal.folder()).probe(disk, regions);
  }

  CloneExecutor executor(EventSink events) {
    return tools.executor(windows, stack, journal.folder(), events);
  }

  AssemblyExecutor assembler(EventSink events) {
    return tools.assembler(windows, stack, journal.folder(), events);
  }

  DeviceExecutor deviceExecutor(EventSink events) {
    return tools.deviceExecutor(windows, stack, journal.folder(), events);
  }

  FarFiles farFiles() {
    return farFiles;
  }

  FarFileExecutor farFileExecutor(EventSink events) {
    return tools.farFileExecutor(windows, farFiles, stack, journal.folder(), events);
  }

  InPlaceExecutor inPlaceExecutor(EventSink events) {
    return tools.inPlaceExecutor(windows, stack, journal.folder(), events);
  }

  /** A name that no other run has. */
  String name() {
    return journal.folder().getFileName().toString();
  }

  Replicator replicator(Contribution contribution) {
    return tools.replicator(contribution, windows, stack, journal.folder());
  }

  ReplicatorCatalogue catalogue() {
    Replicators all = tools.replicators(windows, stack, journal.folder());
    return new ReplicatorCatalogue(all, tools.shelf(all), tools.paths());
  }

  CleanupStack stack() {
    return stack;
  }

  CopyVerifier verifier(EventSink events) {
    return tools.verifier(windows, stack, journal.folder(), events);
  }

  FileVerifier fileVerifier(EventSink events) {
    return tools.fileVerifier(windows, stack, journal.folder(), events);
  }

  ContainerRun containerRun(ContainerRun.Here here) {
    Caller caller = Caller.ofThisProcess(journal.id());
    return new ContainerRun(tools.containers(stack), stack, caller, here);
  }

  @Override
  public void close() {
    stack.close();
  }
}
