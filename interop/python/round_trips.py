"""What a main does, whatever its sockets: sends requests, prints and checks each reply, stops the broker at the end."""

from __future__ import annotations

import argparse
import asyncio
import json
import random
from typing import Awaitable, Callable, Iterator, Protocol

import zmq
import zmq.asyncio

from endpoints import Endpoints, worker_names
from framing import BadMessage, Message, decode
from program import Failure, announce, complain, options_parser, positive_count, within
from sockets import LINGER_MS, connect

ROUTING_ID = "main_request_socket"

# The stop signal has this long to find the broker, on top of the time limit for the requests.
STOP_DEADLINE_S = 2.0

MISSING_NAMED_MAX = 10


class Requester(Protocol):
    """Sends a request and comes back with its reply; how, depends on its socket."""

    routing_id: str

    async def exchange(self, request: Message) -> Message: ...

    def close(self) -> None: ...


class RoundTrips:
    """The requests of one run, which of them are answered rightly, and what was wrong with the rest."""

    def __init__(self, options: argparse.Namespace) -> None:
        self._faults: list[str] = []
        self._missing: dict[int, Message] = {}
        chance = random.Random(options.seed)
        workers = worker_names(options.workers)
        for message_no in range(1, options.messages + 1):
            self._missing[message_no] = {**options.extra, "messageNo": message_no, "worker": chance.choice(workers)}

    async def run(self, requesters: list[Requester]) -> None:
        """Keep every requester busy with one request after the other until there are no more; close them."""
        requests = iter(list(self._missing.values()))
        try:
            await asyncio.gather(*(self._send_in_turn(requester, requests) for requester in requesters))
        finally:
            for requester in requesters:
                requester.close()

    def fault(self, text: str) -> None:
        """Something came that must not: the run goes on, but has failed."""
        complain(text)
        self._faults.append(text)

    def problems(self) -> list[str]:
        """All that keeps this run from being a success."""
        if not self._missing:
            return self._faults
        named = [f"{no} ({request['worker']})" for no, request in list(self._missing.items())[:MISSING_NAMED_MAX]]
        if len(self._missing) > len(named):
            named.append(f"{len(self._missing) - len(named)} more")
        return [*self._faults, f"{len(self._missing)} without a right reply: messageNo {', '.join(named)}"]

    async def _send_in_turn(self, requester: Requester, requests: Iterator[Message]) -> None:
        for request in requests:
            try:
                reply = await requester.exchange(request)
            except BadMessage as bad:
                self.fault(f"reply to messageNo {request['messageNo']}: {bad}")
                continue
            announce(json.dumps(reply))
            self._check(reply, request, requester.routing_id)

    def _check(self, reply: Message, request: Message, source: str) -> None:
        expected = {**request, "response": request["worker"], "source": source}
        wrong = [
            f"{field} {reply.get(field)!r}, not {value!r}"
            for field, value in expected.items()
            if reply.get(field) != value
        ]
        if not isinstance(reply.get("responseSocket"), str):
            wrong.append("no responseSocket")
        if wrong:
            self.fault(f"reply to messageNo {request['messageNo']} has " + ", ".join(wrong))
        else:
            del self._missing[request["messageNo"]]


OpenRequesters = Callable[[zmq.asyncio.Context, Endpoints, int, RoundTrips], Awaitable[list[Requester]]]


async def run_main(options: argparse.Namespace, open_requesters: OpenRequesters) -> None:
    """A whole run; fails unless every request has its right reply."""
    context = zmq.asyncio.Context()
    endpoints = Endpoints(options.dir)
    trips = RoundTrips(options)

    async def send_all() -> None:
        await trips.run(await open_requesters(context, endpoints, options.in_flight, trips))

    problems: list[str] = []
    try:
        try:
            await within(options.timeout, "not over", send_all())
        except Failure as late:
            problems.append(str(late))
        problems += trips.problems()
        if options.stop:
            try:
                await within(STOP_DEADLINE_S, "no broker took the stop signal", send_stop(context, endpoints))
            except Failure as unstopped:
                problems.append(str(unstopped))
    finally:
        context.destroy()
    if problems:
        raise Failure("; ".join(problems))


async def send_stop(context: zmq.asyncio.Context, endpoints: Endpoints) -> None:
    """Send the stop signal, one empty message."""
    stopper = await connect(context, zmq.PAIR, endpoints.stopper)
    await stopper.send(b"")
    stopper.close(linger=LINGER_MS)


def json_object(text: str) -> Message:
    try:
        return decode(text.encode())
    except BadMessage as bad:
        raise argparse.ArgumentTypeError(str(bad)) from bad


def main_options(duty: str) -> argparse.Namespace:
    """The command line of a main."""
    parser = options_parser(duty, time_limit_s=60)
    parser.add_argument("--messages", type=positive_count, default=100, help="requests to send")
    parser.add_argument("--workers", type=positive_count, default=4, help="ask worker.1 up to this one, at random")
    parser.add_argument("--in-flight", type=positive_count, default=1, help="requests that wait for a reply at a time")
    parser.add_argument("--seed", type=int, help="repeats the same choice of workers")
    parser.add_argument("--extra", type=json_object, default={}, help="JSON object of more fields for each request")
    parser.add_argument("--stop", action="store_true", help="send the stop signal at the end")
    return parser.parse_args()
