"""Characters that no statement may have: they are drawn as nothing, or look like a citation."""

import re
import unicodedata

# Fillers and selectors that are drawn as nothing though Unicode counts them as letters or marks.
_UNSEEN = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0]")
_VARIATION = re.compile("[\U000e0100-\U000e01ef]")
_UNSEEN_CATEGORIES = frozenset(("Cc", "Cf", "Co", "Cs", "Zl", "Zp"))
_BRACKETED = re.compile(r"[［【〔〖〚⟦❲][^］】〕〗〛⟧❳]{0,20}\d")
_FORMULA = re.compile("(?<=[A-Z])[₀-₉]+")  # CO₂


def find_forbidden(text: str) -> list[str]:
    """Control and format characters, raised and circled digits, wide brackets around digits.

    >>> find_forbidden("Ferries run\\u202e ❷ on CO₂ and ½ [1].")
    ['U+202E', 'U+2777']
    """
    plain = _FORMULA.sub("", text)
    forbidden = [f"U+{ord(char):04X}" for char in plain if _unseen(char) or _poses(char)]
    return forbidden + _BRACKETED.findall(plain)


def _unseen(char: str) -> bool:
    if unicodedata.category(char) in _UNSEEN_CATEGORIES:
        return True
    return bool(_UNSEEN.match(char) or _VARIATION.match(char))


def _poses(char: str) -> bool:
    """Is it a whole number in one character that is no plain digit: ¹ ② ❷ ⑴ Ⅳ, but not ½?"""
    if unicodedata.category(char) not in ("No", "Nl"):
        return False
    return unicodedata.numeric(char, 0.5) % 1 == 0
