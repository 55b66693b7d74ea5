"""Makes `python -m talktrack` the command."""

import sys

from talktrack._command import main

sys.exit(main())
