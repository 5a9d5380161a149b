"""What the brokers of both topologies share: requests to the workers' lanes, replies to who asked, the stop signal."""

from __future__ import annotations

import asyncio
import signal
from typing import Any, Awaitable, Callable, Iterable, Mapping

import zmq

from endpoints import Endpoints
from framing import BadMessage, Message, ReplyFraming, decode, encode, excerpt, id_to_text, open_envelope, text_to_id
from program import complain, within
from sockets import Bindings

# The last replies may still be on their way when their workers are seen to have ended.
LAST_REPLIES_S = 0.1

# Hands a message to one worker; raises LaneFull where it can take no more.
Lane = Callable[[Message], None]


class LaneFull(Exception):
    """A worker's lane takes no more requests for now."""


class Broker:
    """Owns the front, the results and the stopper; knows workers only by the lanes that lead to them."""

    def __init__(self, bindings: Bindings, endpoints: Endpoints, lanes: Mapping[str, Lane]) -> None:
        self._lanes = lanes
        self._framing = ReplyFraming()
        self._front = bindings.bind_router(endpoints.front)
        self._results = bindings.bind_router(endpoints.results)
        self._stopper = bindings.bind(zmq.PAIR, endpoints.stopper)
        self._stopped = asyncio.ensure_future(self._stopper.recv_multipart())
        # A signal of the operating system stops in the same order as main's.
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, self._stopped.cancel)

    async def serve(
        self, time_limit_s: float, end_workers: Callable[[], Awaitable[None]], *lane_duties: Awaitable[None]
    ) -> None:
        """Route until the stop signal, and on while the workers end."""
        serving = asyncio.ensure_future(self._route_beside(lane_duties))
        try:
            try:
                await self._beside(serving, within(time_limit_s, "no stop signal came", self._stop_asked()))
            finally:
                await self._beside(serving, end_workers())
                await asyncio.sleep(LAST_REPLIES_S)
            await self._answer_stop()
        finally:
            serving.cancel()

    async def _route_beside(self, lane_duties: Iterable[Awaitable[None]]) -> None:
        await asyncio.gather(self._route_requests(), self._route_replies(), *lane_duties)

    @staticmethod
    async def _beside(serving: asyncio.Future[None], work: Awaitable[None]) -> None:
        """Do the work; fail at once if the serving does."""
        working = asyncio.ensure_future(work)
        either: set[asyncio.Future[Any]] = {serving, working}
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            working.cancel()
            serving.result()
        working.result()

    async def _stop_asked(self) -> None:
        # Unlike a plain await, this ends in the same way whether the message came or the wait for it was cancelled.
        await asyncio.wait({self._stopped})

    async def _answer_stop(self) -> None:
        """Tell whoever sent the stop signal that all has ended; the seed's main does not wait for that."""
        if self._stopped.cancelled():
            return
        try:
            await self._stopper.send(b"", zmq.NOBLOCK)
        except zmq.Again:
            pass

    async def _route_requests(self) -> None:
        while True:
            frames = await self._front.recv_multipart()
            try:
                self._route_request(frames)
            except (BadMessage, LaneFull) as refused:
                complain(f"request of {excerpt(frames[0])} dropped: {refused}")
            await _give_way()

    def _route_request(self, frames: list[bytes]) -> None:
        request = open_envelope(frames)
        message = decode(request.body)
        worker = message.get("worker")
        lane = self._lanes.get(worker) if isinstance(worker, str) else None
        if lane is None:
            raise BadMessage(f"no worker {worker!r}, there is {', '.join(self._lanes)}")
        message["source"] = id_to_text(request.sender)
        self._framing.note(request)
        lane(message)

    async def _route_replies(self) -> None:
        while True:
            frames = await self._results.recv_multipart()
            try:
                await self._route_reply(frames)
            except BadMessage as bad:
                complain(f"reply from {excerpt(frames[0])} dropped: {bad}")
            await _give_way()

    async def _route_reply(self, frames: list[bytes]) -> None:
        reply = open_envelope(frames)
        message = decode(reply.body)
        source = text_to_id(message.get("source"))
        message["responseSocket"] = id_to_text(reply.sender)
        try:
            # Not waited for: a client that reads slowly must not hold up the others.
            await self._front.send_multipart(self._framing.wrap(source, encode(message)), zmq.NOBLOCK)
        except zmq.ZMQError as error:
            raise BadMessage(f"{excerpt(source)} does not take it ({error})") from error


async def _give_way() -> None:
    """Let the others run: a receive from a socket that has more to read returns without doing so."""
    await asyncio.sleep(0)
