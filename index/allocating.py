"""How the C library hands out memory, told once a process: Chroma's threads share one heap.

glibc gives each new thread a heap of its own. Chroma starts a dozen threads for each folder that it
opens, what they free stays scattered over their heaps, and a process that opens one folder after
another grows although nothing leaks.
"""

import ctypes
import os
import sys
from functools import cache

_ARENA_MAX = -8  # M_ARENA_MAX of glibc's malloc.h


@cache
def share_one_heap() -> None:
    """Has threads that start from now on share a heap, where the C library is glibc.

    Whoever sets its variable MALLOC_ARENA_MAX keeps what they said.
    """
    if sys.platform == "linux" and "MALLOC_ARENA_MAX" not in os.environ:
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
        if mallopt is not None:
            mallopt(_ARENA_MAX, 1)
