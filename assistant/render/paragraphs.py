"""Paragraphs for a terminal, without control characters and wrapped to its width."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from io import StringIO

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.segment import Segment
from rich.style import Style
from rich.text import Text

from assistant.render.escape import clean

# Only the 16 colours and weights, so that the terminal's palette applies.
FAINT = "dim"
STRONG = "bold"
FOUND = "bold reverse"
NAME = "cyan"


# Text is shown as it is: none of it is markup.
literal_console = partial(Console, highlight=False, markup=False, emoji=False)


def words(text: str, style: str | Style = "") -> Text:
    """`text` as one line of words without control characters."""
    return Text(" ".join(clean(text).split()), style)


@dataclass(frozen=True, slots=True)
class HangingIndent:
    """`first` and `text`, wrapped; later lines are indented by `indent` cells or as far."""

    first: str | Text
    text: Text
    style: str = ""
    indent: int = 0

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        margin = self.first if isinstance(self.first, Text) else Text(self.first, self.style)
        indent = self.indent or margin.cell_len
        width = max(options.max_width - max(indent, margin.cell_len), 1)
        for line in self.text.wrap(console, width, overflow="fold", no_wrap=False):
            line.rstrip()
            yield Text.assemble(margin, line)
            margin = Text(" " * indent)


def paragraph(text: str, style: str = "") -> HangingIndent:
    return HangingIndent("", words(text, style))


@dataclass(frozen=True, slots=True)
class Unbroken:
    """A line that is never wrapped, such as an address to copy."""

    text: str

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield Text(clean(self.text), FAINT, no_wrap=True, overflow="ignore")


@dataclass(frozen=True, slots=True)
class Last:
    """The last lines of `parts` that fit on the terminal."""

    parts: Sequence[RenderableType]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        lines = lines_of(console, self.parts)
        for line in lines[-max(options.size.height - 1, 1) :]:
            yield from line
            yield Segment.line()


def plain(parts: Iterable[RenderableType], width: int) -> str:
    """The parts as text without colours, in lines of `width` cells."""
    file = StringIO()
    console = literal_console(
        file=file, width=width, color_system=None, force_terminal=False, legacy_windows=False
    )
    print_all(console, parts)
    return file.getvalue().rstrip("\n")


def print_all(console: Console, parts: Iterable[RenderableType]) -> None:
    """Print the parts one below the other; addresses stay whole."""
    for part in parts:
        console.print(part, soft_wrap=isinstance(part, Unbroken))


def lines_of(console: Console, parts: Sequence[RenderableType]) -> list[list[Segment]]:
    return console.render_lines(Group(*parts), pad=False)
