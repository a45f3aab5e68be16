package org.diskreplicator.it.sandbox;

import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests the one {@link Sandbox}, {@link Report} and {@link Matrix} of the run. */
final class MatrixLab implements ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(MatrixLab.class);
  private static final Path TARGET = Path.of("target");

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == Sandbox.class || type == Report.class || type == Matrix.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    // Closed when all tests have ended, the last one first.
    Store store = context.getRoot().getStore(NAMESPACE);
    Sandbox sandbox = store.computeIfAbsent(Sandbox.class, key -> new Sandbox(), Sandbox.class);
    Report report = store.computeIfAbsent(Report.class, key -> new Report(TARGET), Report.class);
    Class<?> type = parameter.getParameter().getType();
    if (type == Sandbox.class) {
      return sandbox;
    }
    if (type == Report.class) {
      return report;
    }
    return store.computeIfAbsent(
        Matrix.class, key -> new Matrix(sandbox, report, Cell.selected()), Matrix.class);
  }
}
