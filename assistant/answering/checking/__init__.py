"""Is a statement borne out by the sentences it cites?"""

from assistant.answering.checking.alone import Support, Verdict, check
from assistant.answering.checking.failures import Failures, find_failures
from assistant.answering.checking.moments import Said

__all__ = ["Failures", "Said", "Support", "Verdict", "check", "find_failures"]
