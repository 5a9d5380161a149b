"""The seed's main: requests to random workers on one DEALER, up to `--in-flight` of them waiting for a reply."""

from __future__ import annotations

import asyncio
import sys

import zmq
import zmq.asyncio

from endpoints import Endpoints
from framing import BadMessage, Message, decode, encode, only_frame
from program import run
from round_trips import ROUTING_ID, Requester, RoundTrips, main_options, run_main
from sockets import connect


class DealerRequester:
    """Any number of requests in flight on one DEALER; replies find their request by messageNo."""

    routing_id = ROUTING_ID

    def __init__(self, dealer: zmq.asyncio.Socket, trips: RoundTrips) -> None:
        self._dealer = dealer
        self._trips = trips
        self._waiting: dict[object, asyncio.Future[Message]] = {}
        self._reading = asyncio.ensure_future(self._read_replies())

    async def exchange(self, request: Message) -> Message:
        reply: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        self._waiting[request["messageNo"]] = reply
        await self._dealer.send(encode(request))
        return await reply

    def close(self) -> None:
        self._reading.cancel()
        self._dealer.close(linger=0)

    async def _read_replies(self) -> None:
        while True:
            frames = await self._dealer.recv_multipart()
            try:
                self._hand_over(decode(only_frame(frames)))
            except BadMessage as bad:
                self._trips.fault(f"a reply is {bad}")

    def _hand_over(self, reply: Message) -> None:
        message_no = reply.get("messageNo")
        waiting = self._waiting.pop(message_no, None) if isinstance(message_no, int) else None
        if waiting is None:
            self._trips.fault(f"nobody waits for the reply {reply}")
        else:
            waiting.set_result(reply)


async def open_dealer(
    context: zmq.asyncio.Context, endpoints: Endpoints, in_flight: int, trips: RoundTrips
) -> list[Requester]:
    dealer = await connect(context, zmq.DEALER, endpoints.front, ROUTING_ID)
    return [DealerRequester(dealer, trips)] * in_flight


if __name__ == "__main__":
    sys.exit(run(run_main(main_options(__doc__), open_dealer)))
