"""Verification: do the cited sentences support a statement?"""

from assistant.verification.standalone_check import Support, Verdict, check
from assistant.verification.suspicions import Source, Suspicion, find_suspicions

__all__ = ["Source", "Support", "Suspicion", "Verdict", "check", "find_suspicions"]
