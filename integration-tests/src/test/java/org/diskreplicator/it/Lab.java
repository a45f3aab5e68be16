package org.diskreplicator.it;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests the shared {@link Workbench} and a {@link Scene} of their own. */
final class Lab implements ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(Lab.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == Workbench.class || type == Scene.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Workbench bench =
        context
            .getRoot()
            .getStore(NAMESPACE)
            .computeIfAbsent(Workbench.class, key -> new Workbench(), Workbench.class);
    if (parameter.getParameter().getType() == Workbench.class) {
      return bench;
    }
    // Kept in the store of the test, which closes it when the test ends.
    return context
        .getStore(NAMESPACE)
        .computeIfAbsent(Scene.class, key -> new Scene(bench), Scene.class);
  }
}
