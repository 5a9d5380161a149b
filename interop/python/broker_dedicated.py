"""The seed's first broker: feeds each dedicated worker through a PUSH of its own and ends it through a PAIR."""

from __future__ import annotations

import argparse
import asyncio
import sys
import threading

import zmq

from endpoints import Endpoints, worker_names
from framing import Message, encode
from nested import DEDICATED_NESTED
from program import Failure, announce, complain, options_parser, positive_count, run, within
from routing import Broker, LaneFull
from sockets import Bindings
from worker_dedicated import DedicatedWorker

# Requests that wait in the broker for one worker, which may be started after them.
WAITING_MAX = 10_000

# A worker that is there takes its stop signal at once ...
STOP_DEADLINE_S = 1.0
# ... and ends after the request in hand.
END_DEADLINE_S = 5.0


class WorkerLink:
    """The broker's end of one worker: what waits for it, its PUSH, its stop PAIR."""

    def __init__(self, bindings: Bindings, endpoints: Endpoints, name: str) -> None:
        self._name = name
        self._waiting: asyncio.Queue[bytes] = asyncio.Queue(WAITING_MAX)
        self._push = bindings.bind(zmq.PUSH, endpoints.work(name))
        self._stop = bindings.bind(zmq.PAIR, endpoints.stop(name))

    def take(self, message: Message) -> None:
        """Queue a message for the worker."""
        try:
            self._waiting.put_nowait(encode(message))
        except asyncio.QueueFull:
            raise LaneFull(f"{WAITING_MAX} requests wait for {self._name} already") from None

    async def serve(self) -> None:
        """Give the worker what waits for it, until cancelled."""
        await asyncio.gather(self._feed(), self._attend_stop_pair())

    async def _feed(self) -> None:
        while True:
            await self._push.send(await self._waiting.get())

    async def _attend_stop_pair(self) -> None:
        # Nothing comes here. But a PAIR that nobody attends to does not notice that its worker is gone, and then
        # ignores the one that is started anew, for good and without telling it.
        while True:
            await self._stop.recv_multipart()

    async def end_worker(self) -> None:
        """Send the stop signal, and come back when the worker has closed its end."""
        closed = self._stop.get_monitor_socket(zmq.EVENT_DISCONNECTED)
        try:
            await within(STOP_DEADLINE_S, f"{self._name} is not there to take the stop signal", self._stop.send(b""))
        except Failure as absent:
            complain(str(absent))
        else:
            await within(END_DEADLINE_S, f"{self._name} did not end", closed.recv_multipart())
        if not self._waiting.empty():
            complain(f"dropped by the stop: {self._waiting.qsize()} for {self._name}")


def worker_thread(endpoints: Endpoints, name: str) -> threading.Thread:
    """A dedicated worker in this process, with a thread and an event loop of its own."""
    worker = DedicatedWorker(endpoints, name, DEDICATED_NESTED.get(name))
    # A daemon cannot keep the process alive, should its worker be stuck.
    return threading.Thread(target=lambda: run(worker.serve(on_connected=lambda: None)), name=name, daemon=True)


def parse_options() -> argparse.Namespace:
    parser = options_parser(__doc__, time_limit_s=600)
    parser.add_argument("--workers", type=positive_count, default=4, help="be the broker of worker.1 up to this one")
    parser.add_argument("--with-workers", action="store_true", help="start the workers too, each in a thread")
    return parser.parse_args()


async def main(options: argparse.Namespace) -> None:
    """Bind everything, start the workers where asked to, route until all is stopped."""
    endpoints = Endpoints(options.dir)
    names = worker_names(options.workers)
    threads = [worker_thread(endpoints, name) for name in names] if options.with_workers else []
    with Bindings() as bindings:
        links = {name: WorkerLink(bindings, endpoints, name) for name in names}
        broker = Broker(bindings, endpoints, {name: link.take for name, link in links.items()})

        async def end_workers() -> None:
            await asyncio.gather(*(link.end_worker() for link in links.values()))

        for thread in threads:
            thread.start()
        announce("ready")
        await broker.serve(options.timeout, end_workers, *(link.serve() for link in links.values()))
    for thread in threads:
        thread.join(END_DEADLINE_S)
        if thread.is_alive():
            raise Failure(f"the thread of {thread.name} did not end")


if __name__ == "__main__":
    sys.exit(run(main(parse_options())))
