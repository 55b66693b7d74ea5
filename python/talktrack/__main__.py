"""Makes `python -m talktrack` the command."""

import sys

from talktrack._command import main

if __name__ == "__main__":
    sys.exit(main())
