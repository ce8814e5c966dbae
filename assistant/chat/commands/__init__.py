"""The commands of the chat, in the order of /help."""

from assistant.chat.command import Command
from assistant.chat.commands import citations, conversation, save, scope, search, usage
from assistant.chat.commands.help import help_on

_COMMANDS: tuple[Command, ...] = (
    *scope.COMMANDS,
    *citations.COMMANDS,
    *search.COMMANDS,
    *usage.COMMANDS,
    *conversation.COMMANDS,
    *save.COMMANDS,
)
COMMANDS = (*_COMMANDS, help_on(_COMMANDS))
