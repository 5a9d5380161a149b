"""A worker's request to another worker, through the broker's front on a DEALER made for it."""

from __future__ import annotations

import zmq.asyncio

from endpoints import Endpoints
from framing import BadMessage, decode, encode, only_frame
from program import within
from sockets import temporary_dealer

# Which worker asks which other one before it answers, as in the seed.
DEDICATED_NESTED = {"worker.4": "worker.1", "worker.2": "worker.3"}
POOL_NESTED = {"worker.1": "worker.2"}

# For the whole round trip, the other worker's queue included.
NESTED_DEADLINE_S = 10.0


async def ask_other_worker(
    context: zmq.asyncio.Context, endpoints: Endpoints, asker: str, asked: str, routing_id: str
) -> None:
    """Come back once the other worker has answered."""
    dealer = temporary_dealer(context, endpoints.front, routing_id)

    async def round_trip() -> bytes:
        await dealer.send(encode({"workerRequest": asker, "worker": asked}))
        return only_frame(await dealer.recv_multipart())

    try:
        reply = decode(await within(NESTED_DEADLINE_S, f"{asked} did not answer {asker}", round_trip()))
    finally:
        dealer.close(linger=0)
    if reply.get("response") != asked or reply.get("workerRequest") != asker:
        raise BadMessage(f"{asker} asked {asked} and got {reply}")
