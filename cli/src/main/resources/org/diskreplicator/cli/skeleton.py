#!/usr/bin/env python3
"""Makes @CONTENT@ anew. The protocol is in docs/replicators.md of Disk Replicator.

The first argument is the verb, the request is JSON on standard input, answers are JSON lines on standard
output. Exit status: 0 done, 1 failed, 2 verb not provided, 3 content refused.
"""

import json
import subprocess
import sys

DONE, FAILED, NOT_PROVIDED, REFUSED = range(4)
BOOT_BYTES = 1024


def tell(**line):
    print(json.dumps(line), flush=True)


def make(request):
    """An empty file system with the identity of the original.

    mkfs is told all that matters, since its defaults are those of this machine and not those of the original.
    """
    target = request["target"]["file"]
    run("@MAKES@", @TYPE_WORDS@"-q", "-L", request.get("label", ""), "-U", request["uuid"], target)
    # What boot loaders left before the file system.
    with open(request["source"]["file"], "rb") as source, open(target, "r+b") as made:
        made.write(source.read(BOOT_BYTES))


def check(request):
    """Whatever is wrong with the result must be found here: nothing but the files is compared afterwards."""
    run("@CHECKS@", "-fn", request["target"]["file"])


def run(*command):
    """What it prints is for people: standard output belongs to the protocol."""
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=sys.stderr)


# Not provided: `smallest` (it never shrinks then) and `copy` (diskrep copies the files between the two folders
# that it has mounted as the manifest says).
VERBS = {"make": make, "check": check}


def main():
    verb = VERBS.get(sys.argv[1])
    if verb is None:
        return NOT_PROVIDED
    try:
        verb(json.load(sys.stdin))
        return DONE
    except subprocess.CalledProcessError as failure:
        tell(result={"reason": f"{failure.cmd[0]} ended with code {failure.returncode}"})
        return FAILED


if __name__ == "__main__":
    sys.exit(main())
