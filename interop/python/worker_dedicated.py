"""One dedicated worker of the first program: work on a PULL, replies on a DEALER, the end on a PAIR."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from typing import Any, Callable, Optional

import zmq
import zmq.asyncio

from endpoints import Endpoints
from framing import BadMessage, decode, encode, only_frame
from nested import ask_other_worker
from program import Failure, announce, complain, options_parser, run, within
from sockets import connect

# The results ROUTER takes replies as fast as its broker reads; slower than this, the broker is gone.
REPLY_DEADLINE_S = 10.0

# The request in hand when the stop signal comes may take this long; a worker that it asks may have ended already.
STOP_GRACE_S = 1.0


class DedicatedWorker:
    """Answers one request after the other until it is stopped."""

    def __init__(self, endpoints: Endpoints, name: str, asks: Optional[str] = None) -> None:
        self._endpoints = endpoints
        self._name = name
        self._asks = asks
        self._answered = 0
        self._nested = 0

    async def serve(self, on_connected: Callable[[], None]) -> None:
        """Work until the stop signal; tell at the end how much was done."""
        self._context = zmq.asyncio.Context()
        try:
            work = await connect(self._context, zmq.PULL, self._endpoints.work(self._name))
            self._results = await connect(self._context, zmq.DEALER, self._endpoints.results, self._name)
            stop = await connect(self._context, zmq.PAIR, self._endpoints.stop(self._name))
            on_connected()
            await self._answer_until_stopped(work, asyncio.ensure_future(stop.recv_multipart()))
        finally:
            self._context.destroy()
        announce(json.dumps({"worker": self._name, "answered": self._answered, "nested": self._nested}))

    async def _answer_until_stopped(self, work: zmq.asyncio.Socket, stopped: asyncio.Future[list[bytes]]) -> None:
        while not stopped.done():
            arriving = asyncio.ensure_future(work.recv_multipart())
            await asyncio.wait({arriving, stopped}, return_when=asyncio.FIRST_COMPLETED)
            if arriving.done():
                await self._answer_unless_stopped(arriving.result(), stopped)

    async def _answer_unless_stopped(self, frames: list[bytes], stopped: asyncio.Future[list[bytes]]) -> None:
        answering = asyncio.ensure_future(self._answer_or_complain(frames))
        either: set[asyncio.Future[Any]] = {answering, stopped}
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        await asyncio.wait({answering}, timeout=STOP_GRACE_S)
        if answering.cancel():
            complain(f"{self._name} leaves a request without reply: stopped")

    async def _answer_or_complain(self, frames: list[bytes]) -> None:
        try:
            await self._answer(frames)
        except (BadMessage, Failure, zmq.ZMQError) as error:
            complain(f"{self._name} leaves a request without reply: {error}")

    async def _answer(self, frames: list[bytes]) -> None:
        message = decode(only_frame(frames))
        if self._asks is not None:
            await ask_other_worker(
                self._context, self._endpoints, self._name, self._asks, routing_id=f"{self._name}.request"
            )
            self._nested += 1
        message["response"] = self._name
        await within(REPLY_DEADLINE_S, "the broker took no reply", self._results.send(encode(message)))
        self._answered += 1


def parse_options() -> argparse.Namespace:
    parser = options_parser(__doc__, time_limit_s=600)
    parser.add_argument("--name", required=True, help="worker.3, for one")
    parser.add_argument("--nested", metavar="WORKER", help="ask this worker before each answer")
    return parser.parse_args()


async def main(options: argparse.Namespace) -> None:
    worker = DedicatedWorker(Endpoints(options.dir), options.name, options.nested)
    await within(options.timeout, "no stop signal came", worker.serve(lambda: announce("ready")))


if __name__ == "__main__":
    sys.exit(run(main(parse_options())))
