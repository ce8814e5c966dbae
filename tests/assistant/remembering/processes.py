"""Many processes that keep answers in one archive at once; each prints the ids as JSON.

python -m tests.assistant.remembering.processes ARCHIVE COUNT
"""

import json
import sys
from pathlib import Path

from assistant.answering.asking import Asking
from tests.assistant.remembering.making import answer_to, looking, remembering


def main(folder: Path, count: int) -> None:
    memory = remembering(folder)
    kept = []
    for number in range(count):
        asking = Asking(f"Question {number}?")
        answer = memory.keep(asking, answer_to(asking))
        assert "note" not in answer.usage, answer.usage
        looking(memory).feedback(answer.id, "right")
        kept.append(answer.id)
    print(json.dumps(kept))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
