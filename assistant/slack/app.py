"""The bot process: one per archive, by Socket Mode or as a web server."""

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import aiohttp
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError

from assistant.assistant import Assistant
from assistant.slack.archives import Archives
from assistant.slack.client import UncertainError, Web, error_code
from assistant.slack.delivery_queue import Deliveries
from assistant.slack.event_parser import Bot
from assistant.slack.listeners import Listeners
from assistant.slack.manifest import PATH
from assistant.slack.messages import MessagePoster
from assistant.slack.permissions import Admission
from assistant.slack.queue_database import BotLock
from assistant.slack.reply import Responder
from assistant.slack.status import Status, listening, serving
from assistant.slack.worker import QueueWorker
from index.errors import ArchiveError

_TIMEOUT = aiohttp.ClientTimeout(total=30)
_PING = 5.0  # seconds; a connection that is silent for four times as long is replaced


@dataclass(frozen=True, slots=True)
class Keys:
    """The tokens of the Slack app: `app` is for Socket Mode, `secret` for HTTP."""

    bot: str
    app: str = ""
    secret: str = ""


@dataclass(frozen=True, slots=True)
class HttpAddress:
    """The address to listen on for Slack's requests."""

    host: str
    port: int


def run(
    assistant: Assistant, keys: Keys, address: HttpAddress | None, tell: Callable[[str], None]
) -> None:
    """Serve until SIGINT or SIGTERM; without an `address`, by Socket Mode."""

    async def serve_until_signal() -> None:
        stop = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        await serve(assistant, keys, address, tell, stop)

    asyncio.run(serve_until_signal())


async def serve(
    assistant: Assistant,
    keys: Keys,
    address: HttpAddress | None,
    tell: Callable[[str], None],
    stop: asyncio.Event,
) -> None:
    """Serve until `stop` is set; unfinished questions are answered at the next start."""
    options = assistant.settings.slack
    async with AsyncExitStack() as stack:
        settings = assistant.settings
        database = settings.database_address
        lock = BotLock(settings.archive, database)
        stack.callback(lock.release)
        lock.take()
        session = await stack.enter_async_context(aiohttp.ClientSession(timeout=_TIMEOUT))
        deliveries = Deliveries(settings.archive, settings.keep_days, database)
        stack.callback(deliveries.close)
        client = Web(keys.bot, options.api, session)
        bot = await _identify(client)
        archives = Archives(assistant, options)
        stack.callback(archives.close)
        admission = Admission(client, deliveries, options, bot)
        poster = MessagePoster(client, deliveries, bot)
        responder = Responder(poster, deliveries, admission, archives)
        worker = QueueWorker(deliveries, responder, options.at_once)
        listeners = Listeners(client, deliveries, bot, admission, archives, worker.wake)
        app = listeners.app(keys.secret)
        work = asyncio.create_task(worker.run())
        stack.push_async_callback(_cancel, work)
        watch = asyncio.create_task(lock.watch())
        stack.push_async_callback(_cancel, watch)
        status = Status(assistant, deliveries)
        await stack.enter_async_context(serving(status, options.status_host, options.status_port))
        server = _listen(app, address, status) if address else _connect(app, keys, client, status)
        await stack.enter_async_context(server)
        how = f"on {address.host}:{address.port}" if address else "by Socket Mode"
        tell(f"connected to Slack as {bot.user} {how}; {deliveries.waiting()} questions waiting")
        stopped = asyncio.create_task(stop.wait())
        await asyncio.wait([work, watch, stopped], return_when=asyncio.FIRST_COMPLETED)


async def _identify(client: Web) -> Bot:
    """Ask Slack who the bot is, again and again while Slack cannot be reached."""
    while True:
        try:
            told = await client.auth_test()
            return Bot(user=told["user_id"], bot=told["bot_id"], team=told["team_id"])
        except SlackApiError as error:
            raise ArchiveError(
                f"Slack rejected SLACK_BOT_TOKEN ({error_code(error)}); install the app to the"
                " workspace and copy its Bot User OAuth Token"
            ) from error
        except UncertainError as error:
            logging.getLogger(__name__).warning("cannot reach Slack, trying again: %s", error)
            await asyncio.sleep(_PING)


@asynccontextmanager
async def _connect(app: AsyncApp, keys: Keys, client: Web, status: Status) -> AsyncIterator[None]:
    handler = AsyncSocketModeHandler(app, keys.app, web_client=client, ping_interval=_PING)
    handler.client.wss_uri = await _open_socket(client, keys.app)
    status.is_connected = handler.client.is_connected
    await handler.connect_async()  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]


async def _open_socket(client: Web, key: str) -> str | None:
    """The first address to connect to; with a wrong token the SDK would try forever."""
    try:
        return str((await client.apps_connections_open(app_token=key))["url"])
    except UncertainError:
        return None  # the SDK asks again
    except SlackApiError as error:
        raise ArchiveError(
            f"Slack rejected SLACK_APP_TOKEN ({error_code(error)}); generate an App-Level Token"
            " with the scope connections:write"
        ) from error


@asynccontextmanager
async def _listen(app: AsyncApp, address: HttpAddress, status: Status) -> AsyncIterator[None]:
    site = app.web_app(PATH)
    status.add_probes(site)
    async with listening(site, address.host, address.port):
        yield


async def _cancel(work: asyncio.Task[None]) -> None:
    """Cancel a task, or raise what ended it; unfinished questions stay open."""
    work.cancel()
    try:
        await work
    except asyncio.CancelledError:
        return
