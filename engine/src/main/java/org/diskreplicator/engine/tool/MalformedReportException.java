package org.diskreplicator.engine.tool;

/** A program printed what its adapter cannot believe; caught inside the adapter. */
final class MalformedReportException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MalformedReportException(String reason) {
    super(reason);
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
