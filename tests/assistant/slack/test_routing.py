"""The archives of channels."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

from assistant import Assistant
from assistant.service_settings import SlackOptions
from assistant.slack.archives import Archives
from tests.making import switching_often


def test_threads_that_ask_one_archive_open_it_once(seeds: Assistant, user_folder: Path):
    with closing(Archives(seeds, SlackOptions(archives={"other": user_folder}))) as archives:
        together = threading.Barrier(8)

        def opened(_: int) -> Assistant:
            together.wait()
            return archives["other"]

        with switching_often(), ThreadPoolExecutor(8) as pool:
            found = list(pool.map(opened, range(8)))
        assert len(set(map(id, found))) == 1
