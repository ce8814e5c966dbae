"""Processes that work on the answers of one archive at once; each prints a report as JSON.

python -m tests.assistant.history.processes ARCHIVE DATABASE COUNT
"""

import json
import sys
from pathlib import Path
from typing import Any

from assistant.history.budgets import Budget
from assistant.history.recorder import Recorder
from assistant.llm.meter import BudgetError
from assistant.schema.question import Question
from tests.assistant.history.making import answer_to, looking, remembering

MODEL = "openai:gpt-5-mini"
DAY = 0.2  # dollars
USAGE = {"input_tokens": 0, "output_tokens": 4_000, "total_tokens": 4_000}  # 0.008 dollars


def keep(folder: Path, database: str, count: int) -> list[str]:
    """Keeps answers and says that they are right; gives their ids."""
    memory = remembering(folder, database=database)
    kept = []
    for number in range(count):
        asked = Question(f"Question {number}?")
        answer = memory.keep(asked, answer_to(asked))
        assert "note" not in answer.usage, answer.usage
        looking(memory).feedback(answer.id, "right")
        kept.append(answer.id)
    return kept


def spend(folder: Path, database: str, count: int) -> dict[str, Any]:
    """Spends what it may of a day's budget; gives how often it was let, and the most seen gone."""
    memory = Recorder(folder, Budget(day=DAY), True, None, database=database)
    let, most = 0, 0.0
    for _ in range(count):
        meter = memory.meter(Question("Who?"))
        account = meter.account(MODEL)
        try:
            account.allow("A prompt.")
        except BudgetError:
            continue
        query = "SELECT SUM(COALESCE(dollars, 0) + reserved) FROM spending"
        most = max(most, memory.store.connection.execute(query).fetchone()[0])
        account.note(["answer"], "A reply.", USAGE)
        meter.close()
        let += 1
    return {"let": let, "most": most}


if __name__ == "__main__":
    place, count = (Path(sys.argv[1]), sys.argv[2]), int(sys.argv[3])
    print(json.dumps({"kept": keep(*place, count)} | spend(*place, count)))
