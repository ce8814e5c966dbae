"""`python -m assistant` runs the command line."""

from assistant.commands.cli import main

main()
