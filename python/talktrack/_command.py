"""The command `talktrack`, as the wheel installs it."""

import signal
import sys

from talktrack import _talktrack


def main() -> int:
    """Run the command with the arguments of this process, and return its exit code.

    0 is done, 1 failed, 2 misuse, 3 done with rejects.
    """
    # Python would only note Ctrl-C and wait for the compiled part to return.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    return _talktrack.run(["talktrack", *sys.argv[1:]])
