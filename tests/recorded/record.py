"""Records a chat model's replies to the questions about seeds/.

`python -m tests.recorded.record [ARCHIVE]` asks them with the model in the settings, in a new
archive, and writes replies.jsonl. With ARCHIVE, the replies are those of the answers that were
recorded in it: the last one to each question.
"""

import re
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from assistant import Assistant
from assistant.history.record import Record
from assistant.llm.evidence_prompt import shown
from assistant.llm.json_reply import read_json
from index.archive import Archive
from tests.conftest import SEEDS
from tests.recorded.replies import REPLIES, RecordedReplies, load_questions


def main(folder: str | None) -> None:
    """Writes the file."""
    if folder:
        with Assistant(Path(folder), llm="none") as assistant:
            _write(assistant)
        return
    with TemporaryDirectory() as new, Assistant(Path(new)) as assistant:
        assistant.index([SEEDS])
        for question in load_questions():
            answer = question.begin(assistant)(question.question)
            print(question.id, "answered" if answer.answered else "abstained", flush=True)
        _write(assistant)


def _write(assistant: Assistant) -> None:
    asked = [text for one in load_questions() for text in (*one.turns, one.question)]
    found: dict[str, Record] = {}
    for record in assistant.answers.latest(None):
        if record.exchanges:
            found.setdefault(record.answer.question, record)
    replies = [replies_of(found[text], assistant.archive) for text in dict.fromkeys(asked)]
    lines = [one.model_dump_json() for one in replies]
    REPLIES.write_text("".join(f"{line}\n" for line in lines), "utf-8")


def replies_of(record: Record, archive: Archive) -> RecordedReplies:
    """The first reply of each stage; what the judge said of corrections is left out."""
    said: dict[str, Any] = {}
    for exchange in record.exchanges:
        said.setdefault(next(iter(exchange.prompts)), read_json(exchange.reply))
    quoted = {one.text for one in record.answer.statements if one.support == "quoted"}
    written = [one for one in record.statements if one.fate != "dropped"]
    judged = [one.text for one in written if one.shown not in quoted]
    failed = [one.text for one in written if one.fate in ("rewritten", "withheld")]
    replies = RecordedReplies(
        question=record.answer.question,
        resolved=record.answer.resolved or record.answer.question,
        plan=said.get("plan"),
        answer=said["answer"],
        judgement=_by_text(said.get("judge"), judged),
        corrections=_by_text(said.get("rewrite"), failed),
        sentences={},
    )
    replies.sentences.update(_sentences(record, archive, replies.model_dump_json()))
    return replies


def _by_text(reply: Any, texts: Sequence[str]) -> list[dict[str, Any]]:
    """The entries, with the text of their statement in place of its number."""
    entries = reply["statements"] if reply else []
    return [
        {"about": texts[one["statement"] - 1], **{k: v for k, v in one.items() if k != "statement"}}
        for one in entries
        if one["statement"] <= len(texts)  # the others are values that sources differ about
    ]


def _sentences(record: Record, archive: Archive, said: str) -> dict[str, str]:
    ids = set(re.findall(r'"(\w+)"', said))
    found = {}
    for one in record.evidence:
        article = archive.catalogue.article(one.article, one.version)
        if one.id in ids and article:
            found[one.id] = shown(article.text[one.start : one.end])
    return found


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else None)
