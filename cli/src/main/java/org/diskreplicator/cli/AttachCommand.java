package org.diskreplicator.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import org.diskreplicator.engine.attach.AttachRequest;
import org.diskreplicator.engine.attach.Attachment;
import org.diskreplicator.engine.attach.Attachments;
import org.diskreplicator.engine.port.DiskExports;
import org.diskreplicator.engine.port.DiskExports.Access;
import org.diskreplicator.engine.wiring.Toolbox;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows an image and its partitions as files. */
@Command(
    name = "attach",
    header = "Shows an image and each of its partitions as files, until they are detached.",
    description = {
      "Via FUSE no root is needed: the files are there for the user who attached them. Where FUSE"
          + " cannot be used, root gets network block devices of the kernel (nbd) instead.",
      "With --writable, use either the disk or its partitions at one time."
    },
    sortOptions = false,
    footer = {
      "%nExamples:",
      "  diskrep attach disk.qcow2             read-only; prints the files and how to use them",
      "  diskrep attach disk.qcow2 --writable  changes go into the image",
      "  diskrep attach disk.qcow2 --via nbd   as block devices of the kernel (root)",
      "  diskrep attach --list                 what is attached",
      "  diskrep detach disk.qcow2             the end of it",
      ExitStatus.FOOTER
    })
final class AttachCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "IMAGE",
      description = "Image, device, or IMAGE#PARTITION.")
  private Optional<String> image = Optional.empty();

  @Option(names = "--writable", description = "Let changes go into the image.")
  private boolean writable;

  @Option(
      names = "--via",
      paramLabel = "WAY",
      converter = Converters.ViaName.class,
      description =
          "fuse: files; nbd: block devices, as root; auto: fuse where it can be used, else nbd."
              + " Default: auto.")
  private DiskExports.Via via = DiskExports.Via.AUTO;

  @Option(names = "--list", description = "Show what is attached.")
  private boolean list;

  @Mixin private SourceOptions sourceOptions = new SourceOptions();
  @Mixin private OutputOptions output = new OutputOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  private final Toolbox tools;

  AttachCommand(Toolbox tools) {
    this.tools = tools;
  }

  @Override
  public Integer call() {
    if (list == image.isPresent()) {
      throw new ParameterException(
          spec.commandLine(), list ? "--list takes no IMAGE" : "IMAGE or --list is missing");
    }
    if (list) {
      showAll(tools.attachments());
    } else {
      show(attach(request(image.orElseThrow())));
    }
    return ExitStatus.DONE;
  }

  /** The inspection's windows are closed before the image is opened for writing. */
  private AttachRequest request(String name) {
    RemoteRules.refuse("attach", name);
    try (Session session = new Session(tools)) {
      Access access = writable ? Access.WRITABLE : Access.READ_ONLY;
      return AttachRequest.of(session.inspector().inspect(sourceOptions.spec(name)), access);
    }
  }

  private Attachment attach(AttachRequest request) {
    try (Session session = new Session(tools)) {
      return tools.attachments(via).attach(request, session.stack());
    }
  }

  private void show(Attachment attachment) {
    AttachmentView view = new AttachmentView();
    if (output.json) {
      System.out.println(view.json(attachment, true));
    } else {
      view.text(attachment).forEach(System.out::println);
    }
  }

  private void showAll(Attachments attachments) {
    AttachmentView view = new AttachmentView();
    if (output.json) {
      System.out.println(view.json(attachments.list(), attachments::isAlive));
    } else {
      view.list(attachments.list(), attachments::isAlive).forEach(System.out::println);
    }
  }
}
