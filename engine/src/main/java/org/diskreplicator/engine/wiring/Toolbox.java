package org.diskreplicator.engine.wiring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.diskreplicator.engine.apfs.ApfsUsedMaps;
import org.diskreplicator.engine.attach.Attachments;
import org.diskreplicator.engine.btrfs.BtrfsUsedMaps;
import org.diskreplicator.engine.compare.FileVerifier;
import org.diskreplicator.engine.compare.RebuiltProof;
import org.diskreplicator.engine.contributed.ContributedReplicator;
import org.diskreplicator.engine.contributed.Contribution;
import org.diskreplicator.engine.contributed.ReplicatorChoice;
import org.diskreplicator.engine.contributed.ReplicatorFolders;
import org.diskreplicator.engine.contributed.Shelf;
import org.diskreplicator.engine.doctor.Doctor;
import org.diskreplicator.engine.doctor.Surroundings;
import org.diskreplicator.engine.event.EventSink;
import org.diskreplicator.engine.execute.AssemblyExecutor;
import org.diskreplicator.engine.execute.AssemblyPorts;
import org.diskreplicator.engine.execute.CloneExecutor;
import org.diskreplicator.engine.execute.CopyVerifier;
import org.diskreplicator.engine.execute.DeviceExecutor;
import org.diskreplicator.engine.execute.FarFileExecutor;
import org.diskreplicator.engine.execute.FileProof;
import org.diskreplicator.engine.execute.InPlaceExecutor;
import org.diskreplicator.engine.exfat.ExfatFileSystems;
import org.diskreplicator.engine.exfat.ExfatReplicator;
import org.diskreplicator.engine.exfat.ExfatUsedMaps;
import org.diskreplicator.engine.ext.ExtUsedMaps;
import org.diskreplicator.engine.f2fs.F2fsUsedMaps;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.failure.MissingPrerequisiteException;
import org.diskreplicator.engine.gpt.LargeSectorTables;
import org.diskreplicator.engine.hfs.HfsUsedMaps;
import org.diskreplicator.engine.inspect.AbilityProbe;
import org.diskreplicator.engine.inspect.DeviceProbe;
import org.diskreplicator.engine.inspect.DiskList;
import org.diskreplicator.engine.inspect.InPlaceProbe;
import org.diskreplicator.engine.inspect.Inspector;
import org.diskreplicator.engine.inspect.TargetProbe;
import org.diskreplicator.engine.inspect.VolumeFinder;
import org.diskreplicator.engine.luks.LuksLayer;
import org.diskreplicator.engine.lvm.LvmReader;
import org.diskreplicator.engine.md.MdReader;
import org.diskreplicator.engine.minix.MinixUsedMaps;
import org.diskreplicator.engine.ntfs.NtfsUsedMaps;
import org.diskreplicator.engine.plan.Assembly;
import org.diskreplicator.engine.plan.InPlacePlan;
import org.diskreplicator.engine.plan.Plan;
import org.diskreplicator.engine.plan.Step;
import org.diskreplicator.engine.port.BlockDevices;
import org.diskreplicator.engine.port.Containers;
import org.diskreplicator.engine.port.DiskExports;
import org.diskreplicator.engine.port.FarFiles;
import org.diskreplicator.engine.port.FileCopies;
import org.diskreplicator.engine.port.FileSystemChecks;
import org.diskreplicator.engine.port.FileSystems;
import org.diskreplicator.engine.port.ImageFiles;
import org.diskreplicator.engine.port.Mounts;
import org.diskreplicator.engine.port.PartitionTables;
import org.diskreplicator.engine.port.RemoteDisk;
import org.diskreplicator.engine.port.RemoteDisks;
import org.diskreplicator.engine.port.RemoteNames;
import org.diskreplicator.engine.port.Replays;
import org.diskreplicator.engine.port.Replicator;
import org.diskreplicator.engine.port.Replicators;
import org.diskreplicator.engine.port.Resizers;
import org.diskreplicator.engine.port.Windows;
import org.diskreplicator.engine.port.WritableWindows;
import org.diskreplicator.engine.process.CancelToken;
import org.diskreplicator.engine.process.CommandRunner;
import org.diskreplicator.engine.process.ConfinedRunner;
import org.diskreplicator.engine.process.ExecCommandRunner;
import org.diskreplicator.engine.process.Tool;
import org.diskreplicator.engine.process.ToolPaths;
import org.diskreplicator.engine.reiser4.Reiser4UsedMaps;
import org.diskreplicator.engine.replicate.BtrfsReplicator;
import org.diskreplicator.engine.replicate.ExtReplicator;
import org.diskreplicator.engine.replicate.XfsReplicator;
import org.diskreplicator.engine.scope.Cleanup;
import org.diskreplicator.engine.scope.CleanupStack;
import org.diskreplicator.engine.scope.ProcessIdentity;
import org.diskreplicator.engine.scope.StateFolder;
import org.diskreplicator.engine.scope.Undoer;
import org.diskreplicator.engine.tool.Blkid;
import org.diskreplicator.engine.tool.Btrfs;
import org.diskreplicator.engine.tool.Cpus;
import org.diskreplicator.engine.tool.Cryptsetup;
import org.diskreplicator.engine.tool.DiskExportsChoice;
import org.diskreplicator.engine.tool.Docker;
import org.diskreplicator.engine.tool.Dumpe2fs;
import org.diskreplicator.engine.tool.Extlinux;
import org.diskreplicator.engine.tool.FullChecks;
import org.diskreplicator.engine.tool.InsertedRange;
import org.diskreplicator.engine.tool.LoopMounts;
import org.diskreplicator.engine.tool.Mke2fs;
import org.diskreplicator.engine.tool.MkfsXfs;
import org.diskreplicator.engine.tool.MountedFileSystems;
import org.diskreplicator.engine.tool.OverlayScratch;
import org.diskreplicator.engine.tool.QemuImg;
import org.diskreplicator.engine.tool.QemuImgLayers;
import org.diskreplicator.engine.tool.QemuImgSizes;
import org.diskreplicator.engine.tool.QemuIo;
import org.diskreplicator.engine.tool.RemoteAccess;
import org.diskreplicator.engine.tool.RemoteBlockDevices;
import org.diskreplicator.engine.tool.RemoteExports;
import org.diskreplicator.engine.tool.ReplayTools;
import org.diskreplicator.engine.tool.ResizingTools;
import org.diskreplicator.engine.tool.Sfdisk;
import org.diskreplicator.engine.tool.SourceKey;
import org.diskreplicator.engine.tool.SshFiles;
import org.diskreplicator.engine.tool.TarCopies;
import org.diskreplicator.engine.tool.UtilLinuxDevices;
import org.diskreplicator.engine.usage.FatFileSystems;
import org.diskreplicator.engine.usage.FatReplicator;
import org.diskreplicator.engine.usage.SwapReplicator;
import org.diskreplicator.engine.usage.UsedMapReader;
import org.diskreplicator.engine.usage.UsedMapReaders;
import org.diskreplicator.engine.volume.Keyring;
import org.diskreplicator.engine.xfs.XfsUsedMaps;

/** The engine with the real programs of this machine. */
public final class Toolbox {
  private final ToolPaths paths;
  private final CancelToken cancel;
  private final CommandRunner runner;
  private final Cpus cpus;
  private final ReplicatorChoice choice;
  private final SourceKey key;
  private final LuksSecrets luks;
  private final RemoteAccess access;
  private final RemoteNames names;
  private final Keyring keys = new Keyring();

  public Toolbox(ToolPaths paths, CancelToken cancel) {
    this(
        paths,
        cancel,
        ReplicatorChoice.NONE,
        SourceKey.NONE,
        LuksSecrets.NONE,
        RemoteAccess.NONE,
        new RemoteNames());
  }

  private Toolbox(
      ToolPaths paths,
      CancelToken cancel,
      ReplicatorChoice choice,
      SourceKey key,
      LuksSecrets luks,
      RemoteAccess access,
      RemoteNames names) {
    this.luks = luks;
    this.choice = choice;
    this.key = key;
    this.access = access;
    this.names = names;
    this.paths = paths;
    this.cancel = cancel;
    this.runner = new ExecCommandRunner(paths, cancel);
    this.cpus = Cpus.ofThisProcess();
  }

  /** The same with what the user says of replicators. */
  public Toolbox with(ReplicatorChoice replicators) {
    return new Toolbox(paths, cancel, replicators, key, luks, access, names);
  }

  /** The same with the file that holds the key of encrypted sources. */
  public Toolbox withKey(Optional<Path> file) {
    return new Toolbox(paths, cancel, choice, new SourceKey(file), luks, access, names);
  }

  /** The same with the folder of TLS certificates and the file of a password, for remote disks. */
  public Toolbox withRemote(Optional<Path> certificates, Optional<Path> password) {
    return new Toolbox(
        paths, cancel, choice, key, luks, new RemoteAccess(certificates, password), names);
  }

  /** What the user calls the remote disks that this toolbox, or one made of it, has opened. */
  public RemoteNames remoteNames() {
    return names;
  }

  /** Opens remote disks until {@code stack} is closed; they outlive a cancel until then. */
  public RemoteDisks remotes(CleanupStack stack, Path runFolder) {
    return exports(stack, runFolder);
  }

  private RemoteExports exports(CleanupStack stack, Path runFolder) {
    CommandRunner lasting = new ExecCommandRunner(paths, new CancelToken());
    return new RemoteExports(lasting, paths, stack, runFolder, access, names);
  }

  /** The same with what opens LUKS containers. */
  public Toolbox withLuks(LuksSecrets secrets) {
    return new Toolbox(paths, cancel, choice, key, secrets, access, names);
  }

  /** The files that hold keys of encrypted sources. */
  public List<Path> keyFiles() {
    return Stream.concat(key.file().stream(), luks.files().stream()).toList();
  }

  /** What the user says of replicators. */
  public ReplicatorChoice replicatorChoice() {
    return choice;
  }

  public ToolPaths paths() {
    return paths;
  }

  public CommandRunner runner() {
    return runner;
  }

  /** The request to stop that all programs of this toolbox obey. */
  public CancelToken cancelToken() {
    return cancel;
  }

  public StateFolder state() {
    return StateFolder.ofEnvironment();
  }

  /** Releases what a run held; works on after a cancel. */
  public Undoer undoer() {
    return new Undoer(new ExecCommandRunner(paths, new CancelToken()));
  }

  public ImageFiles images() {
    return new QemuImg(runner, cpus, key);
  }

  public Windows windows(CleanupStack stack, Path runFolder) {
    return exports().windows(stack, runFolder);
  }

  /** An inspector that opens its windows through {@code windows}. */
  public Inspector inspector(Windows windows) {
    return inspector(windows, RemoteDisks.NONE);
  }

  /** The same, for remote disks too. */
  public Inspector inspector(Windows windows, RemoteDisks remotes) {
    UsedMapReaders readers = usedMaps();
    PartitionTables tables = new LargeSectorTables(new Sfdisk(runner));
    return new Inspector(
        images(),
        tables,
        new Blkid(runner),
        windows,
        readers::read,
        new VolumeFinder(
            List.of(
                new MdReader(),
                new LuksLayer(luks.keys(new Cryptsetup(runner), cancel), keys),
                new LvmReader()),
            keys),
        remotes);
  }

  /**
   * Looks for the programs of a plan before anything is written.
   *
   * @throws MissingPrerequisiteException when one of them is not installed, or the target is a
   *     device that may not be written
   */
  public void require(Plan plan) {
    requirePrograms(plan.steps());
    if (plan.isOntoDevice()) {
      requireWritable(plan.target());
    }
    if (plan.steps().stream().anyMatch(Toolbox::needsWindow)) {
      exports().requireWindows();
    }
  }

  private static void requireWritable(Path device) {
    if (!Files.isWritable(device) && RemoteDisk.at(device).isEmpty()) {
      throw new MissingPrerequisiteException(
          "Permission to write '" + device + "'", "Become root, for example with sudo.");
    }
  }

  private void requirePrograms(List<? extends Step> steps) {
    Set<String> programs =
        steps.stream().flatMap(step -> step.programs().stream()).collect(Collectors.toSet());
    Arrays.stream(Tool.values())
        .filter(tool -> programs.contains(tool.program()))
        .forEach(paths::require);
  }

  /**
   * Looks for the programs and the privilege that a target made of pieces takes, before anything is
   * written.
   *
   * @throws MissingPrerequisiteException when one of them is not there
   */
  public void require(Assembly assembly) {
    if (assembly.needsSuperUser() && ProcessIdentity.effectiveUserId() != 0) {
      throw new MissingPrerequisiteException(
          "Permission to mount, which " + assembly.workOfSuperUser() + " takes,",
          "Run it with sudo, or with --sandbox container.");
    }
    requirePrograms(assembly.steps());
    exports().requireWindows();
  }

  /** The same for a disk that is made sparse where it is. */
  public void require(InPlacePlan plan) {
    requirePrograms(plan.checks());
    paths.require(Tool.QEMU_IO);
    if (plan.checks().stream().anyMatch(Step.CheckMap::needsWindow)) {
      exports().requireWindows();
    }
  }

  private static boolean needsWindow(Step step) {
    return step instanceof Step.CheckMap check && check.needsWindow();
  }

  /** A verifier whose masks and links lie in {@code runFolder}. */
  public CopyVerifier verifier(
      Windows windows, CleanupStack stack, Path runFolder, EventSink events) {
    CancelToken checkStop = cancel.child();
    FileSystemChecks checks = checks(checkStop, stack, runFolder);
    return new CopyVerifier(images(), checks, windows, runFolder, checkStop, events);
  }

  /** A verifier of files that mounts in {@code runFolder}, where its masks and links lie too. */
  public FileVerifier fileVerifier(
      Windows windows, CleanupStack stack, Path runFolder, EventSink events) {
    return new FileVerifier(
        images(),
        fileSystems(windows, stack, runFolder),
        checks(cancel, stack, runFolder),
        windows,
        runFolder,
        cancel,
        events);
  }

  /** The full checks, which end when {@code stop} is cancelled. */
  private FileSystemChecks checks(CancelToken stop, CleanupStack stack, Path runFolder) {
    return new FullChecks(
        new ExecCommandRunner(paths, stop),
        new OverlayScratch(images(), () -> writableWindows(stack, runFolder), runFolder));
  }

  private FileSystems fileSystems(Windows windows, CleanupStack stack, Path runFolder) {
    FileSystems fat = new FatFileSystems(windows);
    FileSystems mounted =
        new MountedFileSystems(runner, paths, windows, stack, runFolder, contributions()::ways);
    FileSystems exfat = new ExfatFileSystems(windows);
    return (disk, part, content) ->
        switch (content.name()) {
          case "vfat" -> fat.open(disk, part, content);
          case "exfat" -> exfat.open(disk, part, content);
          default -> mounted.open(disk, part, content);
        };
  }

  /**
   * What makes contents anew: of two for one content the first is taken. What they mount lies in
   * {@code runFolder}.
   */
  public Replicators replicators(Windows windows, CleanupStack stack, Path runFolder) {
    Mounts mounts = new LoopMounts(runner, windows, stack, runFolder);
    FileCopies copies = new TarCopies(runner, paths, runFolder);
    FileSystemChecks checks = new FullChecks(runner);
    List<Replicator> builtIn =
        List.of(
            new SwapReplicator(windows),
            new FatReplicator(windows, checks),
            new ExfatReplicator(windows, checks),
            new ExtReplicator(
                windows,
                new Dumpe2fs(runner),
                new Mke2fs(runner, paths),
                mounts,
                copies,
                new Extlinux(runner),
                checks),
            new XfsReplicator(windows, new MkfsXfs(runner), mounts, copies),
            btrfs(windows, stack, newFolder(runFolder, "btrfs")));
    return contributions().join(builtIn, place(windows, mounts, copies, stack, runFolder));
  }

  /** A replicator that need not lie in a folder that is searched. */
  public Replicator replicator(
      Contribution contribution, Windows windows, CleanupStack stack, Path runFolder) {
    Mounts mounts = new LoopMounts(runner, windows, stack, runFolder);
    FileCopies copies = new TarCopies(runner, paths, runFolder);
    return new ContributedReplicator(
        contribution, place(windows, mounts, copies, stack, runFolder));
  }

  /** The contributed ones among {@code all}, and what cannot be used. */
  public Shelf shelf(Replicators all) {
    Set<String> own =
        all.all().stream()
            .filter(one -> !(one instanceof ContributedReplicator))
            .map(Replicator::name)
            .collect(Collectors.toSet());
    return replicatorFolders().search(own);
  }

  /** The folders of contributed replicators. */
  public ReplicatorFolders replicatorFolders() {
    return contributions().folders();
  }

  private Contributions contributions() {
    return new Contributions(choice, paths);
  }

  private ContributedReplicator.Place place(
      Windows windows, Mounts mounts, FileCopies copies, CleanupStack stack, Path runFolder) {
    return new ContributedReplicator.Place(
        windows,
        mounts,
        copies,
        new Blkid(runner),
        new ConfinedRunner(paths, cancel),
        paths,
        stack,
        runFolder,
        () -> ProcessIdentity.effectiveUserId() == 0,
        cancel);
  }

  private Replicator btrfs(Windows windows, CleanupStack stack, Path folder) {
    return new BtrfsReplicator(
        new Btrfs(runner, paths, folder),
        new LoopMounts(runner, windows, stack, folder),
        windows,
        exports().writableWindows(stack, folder),
        images(),
        folder);
  }

  /** Finds out what can be done with contents besides copying their bytes. */
  public AbilityProbe abilityProbe(Windows windows, CleanupStack stack, Path runFolder) {
    return new AbilityProbe(windows, resizers(), replicators(windows, stack, runFolder));
  }

  /** What gives file systems other sizes. */
  public Resizers resizers() {
    return new ResizingTools(runner);
  }

  /** An executor whose masks and links lie in {@code runFolder}. */
  public CloneExecutor executor(
      Windows windows, CleanupStack stack, Path runFolder, EventSink events) {
    CancelToken checkStop = cancel.child();
    return new CloneExecutor(
        images(),
        new QemuImgLayers(runner, new QemuImg(runner, cpus, key)),
        checks(checkStop, stack, runFolder),
        windows,
        stack,
        runFolder,
        cancel,
        checkStop,
        events);
  }

  /** The same for a plan whose target is a block device. */
  public DeviceExecutor deviceExecutor(
      Windows windows, CleanupStack stack, Path runFolder, EventSink events) {
    CancelToken checkStop = cancel.child();
    return new DeviceExecutor(
        images(),
        blockDevices(runner),
        blockDevices(new ExecCommandRunner(paths, new CancelToken())),
        checks(checkStop, stack, runFolder),
        windows,
        stack,
        runFolder,
        cancel,
        checkStop,
        events);
  }

  /** Makes files on other machines until {@code stack} is closed. */
  public FarFiles farFiles(CleanupStack stack, Path runFolder) {
    return new SshFiles(runner, exports(stack, runFolder), names, stack, runFolder);
  }

  /** Carries out plans whose target is a file of another machine. */
  public FarFileExecutor farFileExecutor(
      Windows windows, FarFiles files, CleanupStack stack, Path runFolder, EventSink events) {
    CancelToken checkStop = cancel.child();
    QemuImg images = new QemuImg(runner, cpus, key);
    return new FarFileExecutor(
        files,
        images,
        new QemuImgSizes(runner, images),
        blockDevices(runner),
        checks(checkStop, stack, runFolder),
        windows,
        runFolder,
        cancel,
        checkStop,
        events);
  }

  private static BlockDevices blockDevices(CommandRunner runner) {
    return new RemoteBlockDevices(runner, new UtilLinuxDevices(runner));
  }

  /** Makes disks sparse where they are. */
  public InPlaceExecutor inPlaceExecutor(
      Windows windows, CleanupStack stack, Path runFolder, EventSink events) {
    CancelToken checkStop = cancel.child();
    return new InPlaceExecutor(
        checks(checkStop, stack, runFolder),
        windows,
        new QemuIo(runner),
        cancel,
        checkStop,
        events);
  }

  /** Looks at what is to be changed where it is. */
  public InPlaceProbe inPlaceProbe() {
    return new InPlaceProbe(deviceProbe());
  }

  /** Looks at the places of targets, block devices too. */
  public TargetProbe targetProbe() {
    return new TargetProbe(deviceProbe());
  }

  /** The disks of this machine. */
  public DiskList disks() {
    return new DiskList(deviceProbe());
  }

  private DeviceProbe deviceProbe() {
    return new DeviceProbe(new Blkid(runner), new UtilLinuxDevices(runner));
  }

  private UsedMapReaders usedMaps() {
    Map<String, UsedMapReader> others =
        Map.of(
            "apfs", new ApfsUsedMaps(),
            "btrfs", UsedMapReader.of(new BtrfsUsedMaps()),
            "exfat", new ExfatUsedMaps(),
            "f2fs", new F2fsUsedMaps(),
            "hfsplus", new HfsUsedMaps(),
            "minix", new MinixUsedMaps(),
            "ntfs", new NtfsUsedMaps(),
            "reiser4", new Reiser4UsedMaps(),
            "xfs", new XfsUsedMaps());
    return new UsedMapReaders(new ExtUsedMaps(), others);
  }

  /** An executor of plans in pieces; as {@link #executor}. */
  public AssemblyExecutor assembler(
      Windows windows, CleanupStack stack, Path runFolder, EventSink events) {
    CancelToken checkStop = cancel.child();
    FileSystemChecks checks = checks(checkStop, stack, runFolder);
    FileProof files =
        new RebuiltProof(
            images(),
            fileSystems(windows, stack, runFolder),
            checks(cancel, stack, runFolder),
            windows,
            runFolder,
            cancel,
            events);
    AssemblyPorts ports =
        new AssemblyPorts(
            images(),
            checks,
            windows,
            writableWindows(stack, runFolder),
            inspector(windows),
            usedMaps()::read,
            resizers(),
            replays(windows, stack, runFolder),
            replicators(windows, stack, runFolder),
            new InsertedRange(runner),
            files);
    return new AssemblyExecutor(ports, stack, runFolder, cancel, checkStop, events);
  }

  /** Windows that can be written, shown in a folder of their own below {@code runFolder}. */
  public WritableWindows writableWindows(CleanupStack stack, Path runFolder) {
    return exports().writableWindows(stack, newFolder(runFolder, "writing"));
  }

  /** Each has its own, as names in it are counted; one run may ask for several. */
  private static Path newFolder(Path runFolder, String name) {
    try {
      return Files.createTempDirectory(Files.createDirectories(runFolder), name);
    } catch (IOException e) {
      throw new InputOutputException("making a folder in " + runFolder, e);
    }
  }

  /** What replays journals; what has to be mounted for that is mounted in {@code runFolder}. */
  public Replays replays(Windows windows, CleanupStack stack, Path runFolder) {
    return new ReplayTools(runner, new LoopMounts(runner, windows, stack, runFolder));
  }

  private DiskExportsChoice exports() {
    return new DiskExportsChoice(runner, paths, key, keys);
  }

  /** Containers in which a command can run as root. */
  public Containers containers(CleanupStack stack) {
    return new Docker(runner, stack);
  }

  /** The images that are shown as files beyond a run. */
  public Attachments attachments() {
    return attachments(DiskExports.Via.AUTO);
  }

  /** The same; what is attached from now on is shown by the way that is asked for. */
  public Attachments attachments(DiskExports.Via via) {
    return new Attachments(state(), exports().exports(via), undoer());
  }

  public Cleanup cleanup() {
    return new Cleanup(undoer());
  }

  public Doctor doctor() {
    return new Doctor(runner, paths, Surroundings.ofThisMachine(state()));
  }
}
