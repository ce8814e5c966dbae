"""/save: write the answers of this session to a file."""

from pathlib import Path

from assistant.chat.command import Call, Command, CommandError, Outcome
from assistant.chat.state import Turn
from assistant.render.paragraphs import paragraph
from assistant.render.titles import count


def save(call: Call) -> Outcome:
    """Write all answers as Markdown with footnotes; an existing file is not overwritten."""
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
        raise CommandError(f"{path} already exists; name another file") from None
    except (OSError, RuntimeError, ValueError) as error:
        raise CommandError(f"cannot write {path}: {error}") from error
    return Outcome([paragraph(f"Saved {count(len(call.state.turns), 'answer')} to {path}.")])


def in_markdown(turns: tuple[Turn, ...]) -> str:
    """The answers as one Markdown text; footnote names begin with the number of the answer."""
    labels = [f"{place}-" if len(turns) > 1 else "" for place in range(1, len(turns) + 1)]
    told = [turn.answer.to_markdown(label=label) for turn, label in zip(turns, labels, strict=True)]
    return "\n\n".join(text.strip() for text in told) + "\n"


COMMANDS = (Command("save", "FILE", "save the answers as Markdown with footnotes", save),)
