"""Verification: do the cited sentences support a statement?"""

from assistant.verification.date_resolution import Said
from assistant.verification.exact_checks import Failures, find_failures
from assistant.verification.standalone_check import Support, Verdict, check

__all__ = ["Failures", "Said", "Support", "Verdict", "check", "find_failures"]
