"""Where the sockets meet: the seed's endpoint names, in a directory of choice."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Endpoints:
    """Every endpoint of the two topologies, as ipc addresses below one directory."""

    directory: Path

    @property
    def front(self) -> str:
        """The broker's ROUTER for requests and their replies."""
        return self._ipc("broker")

    @property
    def results(self) -> str:
        """The broker's ROUTER for the replies of workers."""
        return self._ipc("results")

    @property
    def stopper(self) -> str:
        """The broker's PAIR: one message on it stops everything."""
        return self._ipc("stopper")

    def work(self, worker: str) -> str:
        """The broker's PUSH that feeds one dedicated worker."""
        return self._ipc(worker)

    def stop(self, worker: str) -> str:
        """The broker's PAIR that stops one dedicated worker."""
        return self._ipc(f"{worker}.stop")

    def _ipc(self, name: str) -> str:
        return f"ipc://{self.directory.absolute() / name}.ipc"


def worker_names(count: int) -> list[str]:
    """`worker.1` up to `worker.<count>`."""
    return [f"worker.{number}" for number in range(1, count + 1)]
