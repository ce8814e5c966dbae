"""The bot as a process: one to an archive, by Socket Mode or as a web server."""

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
from aiohttp import web as server
from filelock import FileLock, Timeout
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError

from assistant.assistant import Assistant
from assistant.settings import SlackOptions
from assistant.slack.channel_settings import Channels
from assistant.slack.client import UncertainError, Web, said
from assistant.slack.delivery_queue import Deliveries
from assistant.slack.ephemeral import EphemeralReplies
from assistant.slack.event_parser import Bot
from assistant.slack.interactions import Interactions
from assistant.slack.listeners import EventListeners, make_app
from assistant.slack.manifest import PATH
from assistant.slack.messages import MessagePoster
from assistant.slack.permissions import Admission
from assistant.slack.reply import Responder
from assistant.slack.routing import Archives
from assistant.slack.worker import QueueWorker
from index.errors import ArchiveError

_TIMEOUT = aiohttp.ClientTimeout(total=30)
_PING = 5.0  # seconds; a connection that is silent four times as long is made anew


@dataclass(frozen=True, slots=True)
class Keys:
    """What Slack gave for this app: `app` for Socket Mode, `secret` for HTTP."""

    bot: str
    app: str = ""
    secret: str = ""


@dataclass(frozen=True, slots=True)
class HttpAddress:
    """Where to listen for Slack's requests; none is Socket Mode."""

    host: str
    port: int


def run(
    assistant: Assistant, keys: Keys, door: HttpAddress | None, tell: Callable[[str], None]
) -> None:
    """Serves until the process is asked to end."""

    async def until_asked() -> None:
        stop = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        await serve(assistant, keys, door, tell, stop)

    asyncio.run(until_asked())


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Whatever is open in the deliveries was left by a bot that died: there is only one."""
    try:
        with FileLock(folder / "slack.lock", timeout=0):
            yield
    except Timeout:
        raise ArchiveError(
            "a Slack bot serves this archive already; stop it first, or give --archive another"
        ) from None


async def serve(
    assistant: Assistant,
    keys: Keys,
    door: HttpAddress | None,
    tell: Callable[[str], None],
    stop: asyncio.Event,
) -> None:
    """Serves until `stop` is set; what is open then is taken up at the next start."""
    options = assistant.settings.slack
    async with AsyncExitStack() as stack:
        stack.enter_context(_alone(assistant.settings.archive))
        session = await stack.enter_async_context(aiohttp.ClientSession(timeout=_TIMEOUT))
        settings = assistant.settings
        deliveries = Deliveries(settings.archive, settings.keep_days)
        stack.callback(deliveries.close)
        web = Web(keys.bot, options.api, session)
        bot = await _who(web)
        archives = Archives(assistant, options)
        stack.callback(archives.close)
        working, app = _assembled(archives, options, keys, web, session, deliveries, bot)
        work = asyncio.create_task(working.run())
        stack.push_async_callback(_ended, work)
        opened = _listening(app, door, deliveries) if door else _connected(app, keys, web)
        await stack.enter_async_context(opened)
        how = f"at {door.host}:{door.port}" if door else "by Socket Mode"
        tell(f"in Slack as {bot.user} {how}; {deliveries.waiting()} questions are waiting")
        stopped = asyncio.create_task(stop.wait())
        await asyncio.wait([work, stopped], return_when=asyncio.FIRST_COMPLETED)


def _assembled(
    archives: Archives,
    options: SlackOptions,
    keys: Keys,
    web: Web,
    session: aiohttp.ClientSession,
    deliveries: Deliveries,
    bot: Bot,
) -> tuple[QueueWorker, AsyncApp]:
    channels = Channels(deliveries)
    ephemeral = EphemeralReplies(session)
    admission = Admission(web, deliveries, channels, options, bot)
    posting = MessagePoster(web, deliveries, bot)
    responder = Responder(posting, ephemeral, deliveries, admission, channels, archives)
    working = QueueWorker(deliveries, responder, options.at_once)
    interactions = Interactions(
        web, ephemeral, deliveries, admission, channels, archives, working.wake
    )
    receiving = EventListeners(web, deliveries, bot, interactions, working.wake)
    return working, make_app(receiving, interactions, options.api, bot, keys.bot, keys.secret)


async def _who(web: Web) -> Bot:
    """Who the bot is; waits while Slack cannot say."""
    while True:
        try:
            told = await web.auth_test()
            return Bot(user=told["user_id"], bot=told["bot_id"], team=told["team_id"])
        except SlackApiError as error:
            raise ArchiveError(
                f"Slack does not take SLACK_BOT_TOKEN ({said(error)}); install the app to the"
                " workspace and copy its Bot User OAuth Token"
            ) from error
        except UncertainError as error:
            logging.getLogger(__name__).warning("Slack cannot be reached yet: %s", error)
            await asyncio.sleep(_PING)


@asynccontextmanager
async def _connected(app: AsyncApp, keys: Keys, web: Web) -> AsyncIterator[None]:
    handler = AsyncSocketModeHandler(app, keys.app, web_client=web, ping_interval=_PING)
    handler.client.wss_uri = await _socket(web, keys.app)
    await handler.connect_async()  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]


async def _socket(web: Web, key: str) -> str | None:
    """The first address to connect to; with a wrong key the SDK would try for ever."""
    try:
        return str((await web.apps_connections_open(app_token=key))["url"])
    except UncertainError:
        return None  # the SDK asks again
    except SlackApiError as error:
        raise ArchiveError(
            f"Slack does not take SLACK_APP_TOKEN ({said(error)}); generate an App-Level Token"
            " with the scope connections:write"
        ) from error


@asynccontextmanager
async def _listening(
    app: AsyncApp, door: HttpAddress, deliveries: Deliveries
) -> AsyncIterator[None]:
    async def health(request: server.Request) -> server.Response:
        return server.json_response({"ok": True, "waiting": deliveries.waiting()})

    site = app.web_app(PATH)
    site.router.add_get("/health", health)
    runner = server.AppRunner(site)
    await runner.setup()
    await server.TCPSite(runner, door.host, door.port).start()
    try:
        yield
    finally:
        await runner.cleanup()


async def _ended(work: asyncio.Task[None]) -> None:
    """Ends the work; what it was at stays open, and is taken up at the next start."""
    work.cancel()
    try:
        await work
    except asyncio.CancelledError:
        return
