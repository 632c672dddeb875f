"""Run a program that dies with the process that started it, even on ``kill -9``.

Started as ``python -I -S leash.py PARENT_PID PROGRAM ARGUMENT…``; uses the standard library only.
The wish is kept across exec by the kernel (prctl(2), PR_SET_PDEATHSIG).
"""

import ctypes
import os
import signal
import sys
from collections.abc import Sequence
from typing import NoReturn

PR_SET_PDEATHSIG = 1


def leash(parent: int, program: Sequence[str]) -> NoReturn:
    """Become ``program``, to be killed when process ``parent`` ends.

    The parent may have ended before the wish was made, in which case nothing is started.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit(1)
    os.execv(program[0], list(program))  # noqa: S606


if __name__ == "__main__":
    leash(int(sys.argv[1]), sys.argv[2:])
