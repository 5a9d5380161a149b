"""The wire: one JSON object a message, the frames around it, and routing ids as text.

    from a DEALER   [routing id, json]
    from a REQ      [routing id, empty delimiter, json]

A reply goes back in the framing of its request. A REQ drops, without a word, what comes without the delimiter; a DEALER
hands the delimiter to its program as if it were the message.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from typing import Any, NamedTuple, NoReturn

Message = dict[str, Any]

DELIMITER = b""

# One entry per sender on record, so that short-lived senders cannot fill the memory of a broker that runs for long.
SENDERS_REMEMBERED_MAX = 10_000


class BadMessage(Exception):
    """What a peer sent cannot be read. The text says why."""


class Envelope(NamedTuple):
    """A message as a ROUTER receives it."""

    sender: bytes
    is_delimited: bool
    body: bytes


def open_envelope(frames: list[bytes]) -> Envelope:
    """Take the frames that a ROUTER received apart."""
    sender, *rest = frames
    if len(rest) == 1:
        return Envelope(sender, False, rest[0])
    if len(rest) == 2 and rest[0] == DELIMITER:
        return Envelope(sender, True, rest[1])
    raise BadMessage(f"neither [json] nor [empty, json] but frames of {[len(frame) for frame in rest]} bytes")


def only_frame(frames: list[bytes]) -> bytes:
    """The one frame that a message to any socket but a ROUTER has."""
    if len(frames) != 1:
        raise BadMessage(f"not one frame but frames of {[len(frame) for frame in frames]} bytes")
    return frames[0]


def decode(body: bytes) -> Message:
    """The JSON object in a frame."""
    try:
        message = json.loads(body.decode("utf-8"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise BadMessage(f"not JSON ({error}): {excerpt(body)}") from error
    if not isinstance(message, dict):
        raise BadMessage(f"not a JSON object: {excerpt(body)}")
    return message


def encode(message: Message) -> bytes:
    """A frame that holds the object, in ASCII: `id_to_text` may have put characters into it that UTF-8 cannot carry."""
    try:
        return json.dumps(message, allow_nan=False).encode("ascii")
    except (ValueError, RecursionError) as error:
        raise BadMessage(f"cannot be written as JSON ({error})") from error


def id_to_text(routing_id: bytes) -> str:
    """A routing id for use in JSON. Those that ZeroMQ makes up are binary; surrogate escapes bring them back whole."""
    return routing_id.decode("utf-8", "surrogateescape")


def text_to_id(text: object) -> bytes:
    """The routing id that `id_to_text` made this text of."""
    if not isinstance(text, str):
        raise BadMessage(f"not a routing id: {text!r}")
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError as error:
        raise BadMessage(f"not a routing id: {text!r}") from error


def excerpt(body: bytes, length: int = 80) -> str:
    """The beginning of a frame, for a log line."""
    return repr(body[:length]) + (f" and {len(body) - length} bytes more" if len(body) > length else "")


class ReplyFraming:
    """Remembers who sends with a delimiter, so that replies go back in the framing of the request."""

    def __init__(self) -> None:
        self._delimited: OrderedDict[bytes, None] = OrderedDict()

    def note(self, request: Envelope) -> None:
        self._delimited.pop(request.sender, None)
        if request.is_delimited:
            self._delimited[request.sender] = None
        if len(self._delimited) > SENDERS_REMEMBERED_MAX:
            self._delimited.popitem(last=False)

    def wrap(self, receiver: bytes, body: bytes) -> list[bytes]:
        return [receiver, DELIMITER, body] if receiver in self._delimited else [receiver, body]


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")
