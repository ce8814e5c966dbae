"""A file's name as text: what the operating system takes for one need not be UTF-8.

Python holds such a byte as a lone surrogate, which neither SQLite nor a terminal can.
"""

import re
from pathlib import Path

_BYTE = re.compile("[\udc80-\udcff]")
_OTHER_SURROGATE = re.compile("[\ud800-\udfff]")
_SPELLED = re.compile("%([89A-F][0-9A-F])")


def spelled(name: str) -> str:
    """`name` as it can be stored and shown: bytes that are no UTF-8 stand as %FF, %C4, ...

    >>> spelled("caf" + chr(0xDCE9) + ".txt")
    'caf%E9.txt'
    """
    shown = _BYTE.sub(lambda byte: f"%{ord(byte[0]) - 0xDC00:02X}", name)
    return _OTHER_SURROGATE.sub("\ufffd", shown)


def place_of(path: Path) -> str:
    """The absolute path of a file or folder, spelled."""
    return spelled(str(path.absolute()))


def is_there(place: str) -> bool:
    """Whether there is a file at a place that was spelled."""
    name = _SPELLED.sub(lambda byte: chr(0xDC00 + int(byte[1], 16)), place)
    return Path(place).exists() or (name != place and Path(name).exists())
