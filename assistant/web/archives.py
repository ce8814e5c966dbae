"""Several archives behind one address: the token that a client has says which one answers."""

from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, contextmanager
from dataclasses import replace
from pathlib import Path

from fastapi import FastAPI
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.assistant import Assistant
from assistant.service_settings import WebOptions
from assistant.web.access import Access
from assistant.web.app import create_app
from index.errors import ArchiveError

Door = tuple[Access, FastAPI]


@contextmanager
def serving(assistant: Assistant, access: Access) -> Iterator[ASGIApp]:
    """The application: of `assistant` and, for the other tokens of its settings, their archives.

    Raises `ArchiveError` if a token has no archive, two are the same, or one cannot be read.
    """
    options = assistant.settings.web
    doors = _accesses(options, access)
    with ExitStack() as stack:
        observers = list(assistant.observers)  # without those of one application
        opened: dict[str | None, Assistant] = {None: assistant}
        for name in {archive for archive, _ in doors} - {None}:
            other = stack.enter_context(_opened(assistant, options.archives[name or ""]))
            other.observers.extend(observers)
            opened[name] = other
        own = create_app(assistant, access, [one for _, one in doors])
        # One for each token, so that each lets in its own alone.
        yield ByToken(own, [(one, create_app(opened[name], one)) for name, one in doors])


class ByToken:
    """Passes each request to the application of its client; those unknown to the first one."""

    def __init__(self, own: FastAPI, doors: Sequence[Door]) -> None:
        self._own, self._doors = own, doors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app: ASGIApp = self._own
        if scope["type"] == "lifespan":
            await FastAPI(lifespan=self._running)(scope, receive, send)
            return
        if scope["type"] == "http":
            request = Request(scope)
            known = (app for access, app in self._doors if access.has_token(request))
            app = next(known, self._own)
        await app(scope, receive, send)

    @asynccontextmanager
    async def _running(self, _: FastAPI) -> AsyncGenerator[None]:
        async with AsyncExitStack() as stack:
            for app in dict.fromkeys([self._own, *(app for _, app in self._doors)]):
                await stack.enter_async_context(app.router.lifespan_context(app))
            yield


def _accesses(options: WebOptions, access: Access) -> list[tuple[str | None, Access]]:
    """The name of its archive, and the access, for each further token."""
    found: list[tuple[str | None, Access]] = []
    seen = {access.token, access.metrics_token}
    for name, one in options.tokens.items():
        token = one.value(name)
        if token in seen:
            raise ArchiveError(f"[web.tokens.{name}]: another token is the same; choose a new one")
        if one.archive is not None and one.archive not in options.archives:
            raise ArchiveError(f"[web.tokens.{name}]: no archive {one.archive!r} in [web.archives]")
        seen.add(token)
        found.append((one.archive, replace(access, token=token, proxy_header="")))
    return found


@contextmanager
def _opened(own: Assistant, path: Path) -> Iterator[Assistant]:
    with Assistant(path.expanduser(), llm=own.settings.llm, database="") as assistant:
        _ = assistant.archive  # reports now if it cannot be opened
        yield assistant
