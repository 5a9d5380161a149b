"""Opens sockets: bound, connected and shaken hands with, or temporary."""

from __future__ import annotations

from pathlib import Path

import zmq
import zmq.asyncio

from program import within

# Long enough for a peer that is started at the same time on a busy machine.
CONNECT_DEADLINE_S = 10.0

# What a socket may take, once closed, to hand its last messages to a peer that is there.
LINGER_MS = 2_000

# Replies that a client may leave unread before more of them are refused.
REPLIES_UNREAD_MAX = 100_000


class Bindings:
    """What a broker has bound: one context and its sockets, closed together on leaving the `with` block."""

    def __init__(self) -> None:
        self._context = zmq.asyncio.Context()
        self._files: list[Path] = []

    def __enter__(self) -> Bindings:
        return self

    def __exit__(self, *_error: object) -> None:
        self._context.destroy()
        # ZeroMQ leaves the files of ipc sockets behind.
        for file in self._files:
            file.unlink(missing_ok=True)

    def bind(self, kind: int, endpoint: str) -> zmq.asyncio.Socket:
        """A socket bound to the endpoint."""
        return self._bind(self._context.socket(kind), endpoint)

    def bind_router(self, endpoint: str) -> zmq.asyncio.Socket:
        """A ROUTER bound to the endpoint, which tells what it cannot deliver and lets a routing id come again."""
        router = self._context.socket(zmq.ROUTER)
        router.setsockopt(zmq.SNDHWM, REPLIES_UNREAD_MAX)
        # A message for a peer that is gone raises, instead of vanishing.
        router.setsockopt(zmq.ROUTER_MANDATORY, 1)
        # A restarted worker, or its next nested request, has the routing id of a socket that was closed just now. A
        # ROUTER that has not noticed that end yet ignores the newcomer for good, unless it may take over.
        router.setsockopt(zmq.ROUTER_HANDOVER, 1)
        return self._bind(router, endpoint)

    def _bind(self, socket: zmq.asyncio.Socket, endpoint: str) -> zmq.asyncio.Socket:
        socket.setsockopt(zmq.LINGER, LINGER_MS)
        socket.bind(endpoint)
        self._files.append(Path(endpoint[len("ipc://") :]))
        return socket


async def connect(context: zmq.asyncio.Context, kind: int, endpoint: str, routing_id: str = "") -> zmq.asyncio.Socket:
    """A socket connected to the endpoint, once the handshake with its peer is done."""
    socket = context.socket(kind)
    socket.setsockopt(zmq.LINGER, LINGER_MS)
    if routing_id:
        socket.setsockopt(zmq.ROUTING_ID, routing_id.encode())
    handshake = socket.get_monitor_socket(zmq.EVENT_HANDSHAKE_SUCCEEDED)
    try:
        socket.connect(endpoint)
        await within(CONNECT_DEADLINE_S, f"nobody answered at {endpoint}", handshake.recv_multipart())
    except BaseException:
        # Nothing was sent, nothing to linger for.
        socket.close(linger=0)
        raise
    finally:
        handshake.close(linger=0)
    socket.disable_monitor()
    return socket


def temporary_dealer(context: zmq.asyncio.Context, endpoint: str, routing_id: str) -> zmq.asyncio.Socket:
    """A DEALER for the message at hand. Who makes it closes it."""
    socket = context.socket(zmq.DEALER)
    socket.setsockopt(zmq.LINGER, LINGER_MS)
    socket.setsockopt(zmq.ROUTING_ID, routing_id.encode())
    # A send then waits for the connection, so that the socket can be closed, and another be opened, right after it.
    socket.setsockopt(zmq.IMMEDIATE, 1)
    socket.connect(endpoint)
    return socket
