package org.diskreplicator.engine.execute;

import org.diskreplicator.engine.inspect.Inspector;
import org.diskreplicator.engine.inspect.RegionMapper;
import org.diskreplicator.engine.port.FileShift;
import org.diskreplicator.engine.port.FileSystemChecks;
import org.diskreplicator.engine.port.ImageFiles;
import org.diskreplicator.engine.port.Replays;
import org.diskreplicator.engine.port.Replicators;
import org.diskreplicator.engine.port.Resizers;
import org.diskreplicator.engine.port.Windows;
import org.diskreplicator.engine.port.WritableWindows;

/**
 * What putting a target together needs of the outside.
 *
 * @param inspector opens its windows through {@code windows}
 */
public record AssemblyPorts(
    ImageFiles images,
    FileSystemChecks checks,
    Windows windows,
    WritableWindows writable,
    Inspector inspector,
    RegionMapper mapper,
    Resizers resizers,
    Replays replays,
    Replicators replicators,
    FileShift shift,
    FileProof files) {}
