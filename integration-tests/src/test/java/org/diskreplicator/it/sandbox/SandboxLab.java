package org.diskreplicator.it.sandbox;

import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests the one {@link Sandbox}, {@link Report}, {@link BootDisks} and {@link Matrix} of the
 * run, which end with the last test.
 */
final class SandboxLab implements ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(SandboxLab.class);
  private static final Path TARGET = Path.of("target");

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == Sandbox.class
        || type == Report.class
        || type == BootDisks.class
        || type == Matrix.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Store store = context.getRoot().getStore(NAMESPACE);
    Class<?> type = parameter.getParameter().getType();
    if (type == Sandbox.class) {
      return sandbox(store);
    }
    if (type == BootDisks.class) {
      return bootDisks(store);
    }
    return type == Report.class ? report(store) : matrix(store);
  }

  private static Sandbox sandbox(Store store) {
    return store.computeIfAbsent(Sandbox.class, key -> new Sandbox(), Sandbox.class);
  }

  private static Report report(Store store) {
    return store.computeIfAbsent(Report.class, key -> new Report(TARGET), Report.class);
  }

  private static BootDisks bootDisks(Store store) {
    Sandbox sandbox = sandbox(store);
    return store.computeIfAbsent(BootDisks.class, key -> new BootDisks(sandbox), BootDisks.class);
  }

  /** What a store got last it closes first, so the matrix ends before what it uses. */
  private static Matrix matrix(Store store) {
    Sandbox sandbox = sandbox(store);
    Report report = report(store);
    return store.computeIfAbsent(
        Matrix.class, key -> new Matrix(sandbox, report, Cell.selected()), Matrix.class);
  }
}
