"""Every command of the chat, in the order in which /help lists them."""

from assistant.chat.command import Command
from assistant.chat.commands import citations, conversation, help, save, scope, search, usage

COMMANDS: tuple[Command, ...] = (
    *scope.COMMANDS,
    *citations.COMMANDS,
    *search.COMMANDS,
    *usage.COMMANDS,
    *conversation.COMMANDS,
    *save.COMMANDS,
    *help.COMMANDS,
)
