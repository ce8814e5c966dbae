"""/save: the answers of this session as a file."""

from pathlib import Path

from assistant.chat.command import Call, Command, CommandError, Outcome
from assistant.chat.paragraphs import count, paragraph
from assistant.chat.state import Turn


def save(call: Call) -> Outcome:
    """Writes all answers as Markdown with footnotes; a file that is there already stays."""
    if not call.argument:
        raise CommandError("name a file: /save answers.md")
    if not call.state.turns:
        raise CommandError("there is no answer yet; ask a question first")
    path = Path(call.argument)
    try:
        path = path.expanduser()
        with path.open("x", encoding="utf-8") as file:
            file.write(in_markdown(call.state.turns))
    except FileExistsError:
        raise CommandError(f"{path} is there already; name another file") from None
    except (OSError, RuntimeError, ValueError) as error:
        raise CommandError(f"{path} cannot be written: {error}") from error
    return Outcome([paragraph(f"Saved {count(len(call.state.turns), 'answer')} to {path}.")])


def in_markdown(turns: tuple[Turn, ...]) -> str:
    """The answers one after the other, the footnotes of each named after its place."""
    labels = [f"{place}-" if len(turns) > 1 else "" for place in range(1, len(turns) + 1)]
    told = [turn.answer.to_markdown(label=label) for turn, label in zip(turns, labels, strict=True)]
    return "\n\n".join(text.strip() for text in told) + "\n"


COMMANDS = (Command("save", "FILE", "the answers as Markdown with footnotes", save),)
