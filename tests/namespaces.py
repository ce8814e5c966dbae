"""Machines of a small network, for tests: Linux network namespaces on a bridge; root alone may."""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

_SUBNET = "10.213.0"  # seen within the namespaces alone
HUB = f"{_SUBNET}.1"  # the address of the machine that all others reach


def missing() -> str:
    """Why there can be none here; empty where there can."""
    if os.getuid() != 0:
        return "only root may make network namespaces"
    if not shutil.which("ip"):
        return "`ip` is not installed (apt-get install iproute2)"
    probe = f"na-{os.getpid()}-probe"
    done = subprocess.run(["ip", "netns", "add", probe], capture_output=True, text=True)
    if done.returncode:
        return f"no network namespace can be made: {' '.join(done.stderr.split())}"
    subprocess.run(["ip", "netns", "delete", probe], check=True)
    return ""


def within(machine: str, command: Sequence[str | Path]) -> list[str | Path]:
    """The command that runs `command` on that machine."""
    return ["ip", "netns", "exec", machine, *command]


@contextmanager
def network(count: int) -> Iterator[tuple[str, list[str]]]:
    """The hub and `count` other machines, while the block runs; none is left after it."""
    hub, machines = f"na-{os.getpid()}-hub", [f"na-{os.getpid()}-{n}" for n in range(count)]
    _remove_left()
    try:
        for name in (hub, *machines):
            _ip("netns", "add", name)
            _ip("-n", name, "link", "set", "lo", "up")
        _ip("-n", hub, "link", "add", "bridge", "type", "bridge")
        _ip("-n", hub, "address", "add", f"{HUB}/24", "dev", "bridge")
        _ip("-n", hub, "link", "set", "bridge", "up")
        for number, name in enumerate(machines):
            port = _port(name)
            peer = ("peer", "name", port, "netns", hub)
            _ip("link", "add", "eth0", "netns", name, "type", "veth", *peer)
            _ip("-n", hub, "link", "set", port, "master", "bridge", "up")
            _ip("-n", name, "address", "add", f"{_SUBNET}.{10 + number}/24", "dev", "eth0")
            _ip("-n", name, "link", "set", "eth0", "up")
        yield hub, machines
    finally:
        for name in (*machines, hub):
            _remove(name)


def connect(hub: str, machine: str, is_on: bool, is_silent: bool = False) -> None:
    """Cuts a machine's cable, or puts it back; `is_silent`, the machine sees no difference."""
    if is_silent:
        state = "forwarding" if is_on else "disabled"
        bridge = ("bridge", "link", "set", "dev", _port(machine), "state", state)
        subprocess.run(within(hub, bridge), check=True)
    else:
        _ip("-n", machine, "link", "set", "eth0", "up" if is_on else "down")


def _remove(machine: str) -> None:
    """Takes a machine away, with what runs on it."""
    running = subprocess.run(["ip", "netns", "pids", machine], capture_output=True, text=True)
    for number in running.stdout.split():
        with suppress(ProcessLookupError):
            os.kill(int(number), signal.SIGKILL)
    subprocess.run(["ip", "netns", "delete", machine], capture_output=True)


def _remove_left() -> None:
    """Takes away what a run left that was killed."""
    for line in _ip("netns", "list").splitlines():
        name = line.split()[0]
        maker = name.split("-")[1] if name.startswith("na-") else ""
        if maker and not Path("/proc", maker).exists():
            _remove(name)


def _port(machine: str) -> str:
    return f"port{machine.rpartition('-')[2]}"


def _ip(*given: str) -> str:
    return subprocess.run(["ip", *given], check=True, capture_output=True, text=True).stdout
