"""A real Chroma server for tests, in a folder and at a port of its own."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx

_SECONDS = 60.0  # to start


class ChromaProcess:
    """`chroma run`; may be killed and started again, at the same address."""

    def __init__(self, folder: Path, host: str = "127.0.0.1") -> None:
        self.folder, self._host = folder, host
        with socket.socket() as probe:
            probe.bind((host, 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://{host}:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts it unless it runs, and waits until it answers."""
        if self._process is None or self._process.poll() is not None:
            program = Path(sys.executable).with_name("chroma")
            address = ("--host", self._host, "--port", str(self.port))
            self._process = subprocess.Popen(
                [program, "run", *address, "--path", self.folder],
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=self.folder,
                env=os.environ | {"ANONYMIZED_TELEMETRY": "False"},
            )  # fmt: skip
        end = time.monotonic() + _SECONDS
        while not self._answers():
            assert time.monotonic() < end, "the Chroma server did not start"
            time.sleep(0.1)

    def kill(self) -> None:
        """SIGKILL, as when the machine loses power."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def stop(self) -> None:
        """Ends it in order."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(30)

    @property
    def process(self) -> int:
        """The id of the process, once it was started."""
        assert self._process is not None
        return self._process.pid

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self.url}/api/v2/heartbeat").is_success
        except httpx.HTTPError:
            return False
