"""The commands of the chat, in the order of /help."""

from assistant.chat.command import Call, Command, Outcome
from assistant.chat.commands import citations, conversation, scope, search
from assistant.render.paragraphs import NAME, HangingIndent, words

_KEYS = (
    ("Enter", "asks; after a backslash, or with Alt, begins another line"),
    ("Tab", "completes commands, sources and titles"),
    ("Ctrl-C", "stops the answer"),
    ("Ctrl-D", "leaves"),
)


def _help(call: Call) -> Outcome:
    rows = [*((f"/{one.name} {one.takes}".rstrip(), one.does) for one in COMMANDS), *_KEYS]
    width = max(len(name) for name, _ in rows) + 2
    return Outcome([HangingIndent(name.ljust(width), words(does), NAME) for name, does in rows])


COMMANDS: tuple[Command, ...] = (
    *scope.COMMANDS,
    *citations.COMMANDS,
    *search.COMMANDS,
    *conversation.COMMANDS,
    Command("help", "", "show this list", _help),
)
