"""The command, as the wheel installs it."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

import talktrack as tt

INSTALLED = str(Path(sysconfig.get_path("scripts")) / "talktrack")


@pytest.mark.parametrize("command", [[INSTALLED], [sys.executable, "-m", "talktrack"]])
def test_the_command_answers_and_its_exit_code_is_kept(command: list[str]) -> None:
    assert shutil.which(command[0])
    version = subprocess.run([*command, "--version"], capture_output=True, text=True, check=False)
    assert version.returncode == 0, version.stderr
    assert tt.__version__ in version.stdout
    misuse = subprocess.run([*command, "--no-such-option"], capture_output=True, check=False)
    assert misuse.returncode == 2


def test_ctrl_c_ends_the_command_at_once() -> None:
    program = (
        "import sys, time\n"
        "from talktrack import _command, _talktrack\n"
        "def run(arguments):\n"
        "    print('running', flush=True)\n"
        "    time.sleep(60)\n"
        "_talktrack.run = run\n"
        "sys.exit(_command.main())\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "running\n"
        running.send_signal(signal.SIGINT)
        assert running.wait(10) == -signal.SIGINT
