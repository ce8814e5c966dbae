"""`python -m assistant` is `assistant`."""

from assistant.commands.cli import main

main()
