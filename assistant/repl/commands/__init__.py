"""Every command of the chat, in the order in which /help lists them."""

from assistant.repl.command import Command
from assistant.repl.commands import asking, citations, conversing, help_, saving, scope, spending

COMMANDS: tuple[Command, ...] = (
    *scope.COMMANDS,
    *citations.COMMANDS,
    *asking.COMMANDS,
    *spending.COMMANDS,
    *conversing.COMMANDS,
    *saving.COMMANDS,
    *help_.COMMANDS,
)
