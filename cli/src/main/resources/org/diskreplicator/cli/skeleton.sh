#!/bin/sh
# Makes @CONTENT@ anew. The protocol is in docs/replicators.md of Disk Replicator.
# What it works on is in variables: DISKREP_SOURCE and DISKREP_TARGET are files, read-only and of the new size.
# Exit status: 0 done, 1 failed, 2 verb not provided, 3 content refused; the last line on standard error says why.
set -eu

# An empty file system with the identity of the original; mkfs is told all that matters, since its defaults
# are those of this machine and not those of the original.
make() {
  @MAKES@@AS_TYPE@ -q -L "${DISKREP_LABEL-}" -U "$DISKREP_UUID" "$DISKREP_TARGET" >&2
  # What boot loaders left before the file system.
  dd if="$DISKREP_SOURCE" of="$DISKREP_TARGET" bs=1024 count=1 conv=notrunc status=none
}

# Whatever is wrong with the result must be found here: nothing but the files is compared afterwards.
check() {
  @CHECKS@ -fn "$DISKREP_TARGET" >&2
}

case $1 in
  # Not provided: `smallest` (it never shrinks then) and `copy` (diskrep copies the files between the two
  # folders that it has mounted as the manifest says).
  make) make ;;
  check) check || exit 1 ;;
  *) exit 2 ;;
esac
