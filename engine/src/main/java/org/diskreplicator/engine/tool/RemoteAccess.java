package org.diskreplicator.engine.tool;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What the user gives to reach remote disks.
 *
 * @param certificates folder of the certificates for encrypted NBD: {@code ca-cert.pem}, and {@code
 *     client-cert.pem} with {@code client-key.pem} where the server asks for one
 * @param password file whose first line is the password for https
 */
public record RemoteAccess(Optional<Path> certificates, Optional<Path> password) {
  /** Nothing: the certificates that this machine trusts, and no password. */
  public static final RemoteAccess NONE = new RemoteAccess(Optional.empty(), Optional.empty());
}
