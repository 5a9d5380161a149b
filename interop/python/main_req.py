"""The seed's main on REQ sockets, one for each request in flight: ZeroMQ adds and demands the empty delimiter."""

from __future__ import annotations

import asyncio
import sys

import zmq
import zmq.asyncio

from endpoints import Endpoints
from framing import Message, decode, encode, only_frame
from program import run
from round_trips import ROUTING_ID, Requester, RoundTrips, main_options, run_main
from sockets import connect


class ReqRequester:
    """One request at a time, as a REQ has it."""

    def __init__(self, req: zmq.asyncio.Socket, routing_id: str) -> None:
        self.routing_id = routing_id
        self._req = req

    async def exchange(self, request: Message) -> Message:
        await self._req.send(encode(request))
        return decode(only_frame(await self._req.recv_multipart()))

    def close(self) -> None:
        self._req.close(linger=0)


async def open_reqs(
    context: zmq.asyncio.Context, endpoints: Endpoints, in_flight: int, _trips: RoundTrips
) -> list[Requester]:
    async def open_req(number: int) -> Requester:
        routing_id = ROUTING_ID if number == 1 else f"{ROUTING_ID}.{number}"
        return ReqRequester(await connect(context, zmq.REQ, endpoints.front, routing_id), routing_id)

    return await asyncio.gather(*(open_req(number) for number in range(1, in_flight + 1)))


if __name__ == "__main__":
    sys.exit(run(run_main(main_options(__doc__), open_reqs)))
