"""From a question to an answer, stage by stage: retrieve, write (and check), conclude.

`stream` runs the stages and tells what happens; `answer` is its last event. `Assistant.chain` makes
the same stages a LangChain Runnable, whose machinery takes half a second to import.
"""

import asyncio
import time
import uuid
from collections.abc import AsyncGenerator, Generator, Iterator, Sequence
from contextlib import aclosing
from dataclasses import replace

