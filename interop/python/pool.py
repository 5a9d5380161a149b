"""The seed's second program: a broker whose workers are objects, run on any of a few event loops in threads.

A worker has no lasting socket: a nested request, and each reply, leaves on a DEALER made for it.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import random
import sys
import threading
from collections import Counter
from typing import Optional

import zmq.asyncio

from endpoints import Endpoints, worker_names
from framing import Message, encode
from nested import POOL_NESTED, ask_other_worker
from program import Failure, announce, complain, options_parser, positive_count, run, within
from routing import Broker, Lane, LaneFull
from sockets import Bindings, temporary_dealer

# Requests that one event loop has in hand at a time.
IN_HAND_MAX = 10_000

# Temporary dealers that one event loop has open at a time, for each of the two purposes. Apart, since a nested request
# keeps its dealer until another worker has found one for the reply.
DEALERS_MAX = 64

OPEN_DEADLINE_S = 5.0

# The requests in hand when the stop signal comes may take this long, ...
STOP_GRACE_S = 1.0
# ... and the loop this long, which has to close its sockets after that.
JOIN_DEADLINE_S = 5.0

# Of a messageNo in a routing id, which holds 255 bytes.
LABEL_DIGITS_MAX = 32

# The results ROUTER takes replies as fast as its broker reads.
REPLY_DEADLINE_S = 10.0


class PoolLoop:
    """An event loop in a thread of its own, on which workers answer requests."""

    def __init__(self, number: int) -> None:
        self.context = zmq.asyncio.Context()
        self.answered: Counter[str] = Counter()
        self._name = f"loop.{number}"
        self._loop = asyncio.new_event_loop()
        # A daemon cannot keep the process alive, should a worker be stuck.
        self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
        self._is_open = threading.Event()
        self._stop_signal = self._loop.create_future()
        self._tasks: set[asyncio.Task[None]] = set()
        # Of these, the broker's thread writes the first two and this loop's thread the third.
        self._is_stopping = False
        self._taken = 0
        self._finished = 0

    def start(self) -> None:
        """Start the thread. To be called by the broker's thread, like `take`, `stop` and `join`."""
        self._thread.start()
        if not self._is_open.wait(OPEN_DEADLINE_S):
            raise Failure(f"{self._name} did not open within {OPEN_DEADLINE_S:g} s")

    def take(self, worker: PoolWorker, message: Message) -> None:
        """Have the worker answer on this loop."""
        if self._is_stopping:
            raise LaneFull(f"{self._name} is stopping")
        if self._taken - self._finished >= IN_HAND_MAX:
            raise LaneFull(f"{self._name} has {IN_HAND_MAX} requests in hand already")
        self._taken += 1
        self._loop.call_soon_threadsafe(self._begin, worker, message)

    def stop(self) -> None:
        """Let the loop finish what it has in hand, within a grace, and end."""
        self._is_stopping = True
        self._loop.call_soon_threadsafe(self._stop_signal.set_result, None)

    async def join(self) -> None:
        """Come back when the thread has ended."""
        await asyncio.to_thread(self._thread.join, JOIN_DEADLINE_S)
        if self._thread.is_alive():
            raise Failure(f"{self._name} did not end within {JOIN_DEADLINE_S:g} s")

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._answer_until_stopped())
        finally:
            self._loop.close()

    async def _answer_until_stopped(self) -> None:
        self.request_slots = asyncio.Semaphore(DEALERS_MAX)
        self.reply_slots = asyncio.Semaphore(DEALERS_MAX)
        self._is_open.set()
        await self._stop_signal
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=STOP_GRACE_S)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self.context.destroy()

    def _begin(self, worker: PoolWorker, message: Message) -> None:
        task = self._loop.create_task(worker.answer(message, self), name=worker.name)
        self._tasks.add(task)
        task.add_done_callback(self._end)

    def _end(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._finished += 1
        error = "stopped" if task.cancelled() else task.exception()
        if error is None:
            self.answered[task.get_name()] += 1
        else:
            complain(f"{task.get_name()} leaves a request without reply: {error}")


class PoolWorker:
    """Answers any number of requests at the same time, each on the loop that it is given."""

    def __init__(self, endpoints: Endpoints, name: str, asks: Optional[str]) -> None:
        self.name = name
        self._endpoints = endpoints
        self._asks = asks
        # The seed's routing ids repeat, and one of two replies is lost; a count makes each of these the only one.
        self._counts = itertools.count(1)

    async def answer(self, message: Message, loop: PoolLoop) -> None:
        count = next(self._counts)
        if self._asks is not None:
            async with loop.request_slots:
                await ask_other_worker(
                    loop.context, self._endpoints, self.name, self._asks, routing_id=f"{self.name}.{count}.request"
                )
        message["response"] = self.name
        async with loop.reply_slots:
            await self._reply(message, loop.context, count)

    async def _reply(self, message: Message, context: zmq.asyncio.Context, count: int) -> None:
        message_no = message.get("messageNo")
        label = str(message_no)[:LABEL_DIGITS_MAX] if isinstance(message_no, int) else "nested"
        dealer = temporary_dealer(context, self._endpoints.results, f"{self.name}.{label}.{count}")
        try:
            await within(REPLY_DEADLINE_S, "the broker took no reply", dealer.send(encode(message)))
        finally:
            dealer.close()


def parse_options() -> argparse.Namespace:
    parser = options_parser(__doc__, time_limit_s=600)
    parser.add_argument("--workers", type=positive_count, default=10, help="run worker.1 up to this one")
    parser.add_argument("--loops", type=positive_count, default=2, help="event loops, each in a thread")
    return parser.parse_args()


async def main(options: argparse.Namespace) -> None:
    """Start the loops, bind, route until stopped."""
    endpoints = Endpoints(options.dir)
    loops = [PoolLoop(number) for number in range(1, options.loops + 1)]
    workers = [PoolWorker(endpoints, name, POOL_NESTED.get(name)) for name in worker_names(options.workers)]

    def lane_to(worker: PoolWorker) -> Lane:
        return lambda message: random.choice(loops).take(worker, message)

    async def end_workers() -> None:
        for loop in loops:
            loop.stop()
        await asyncio.gather(*(loop.join() for loop in loops))

    with Bindings() as bindings:
        broker = Broker(bindings, endpoints, {worker.name: lane_to(worker) for worker in workers})
        for loop in loops:
            loop.start()
        announce("ready")
        await broker.serve(options.timeout, end_workers)
    answered = sum((loop.answered for loop in loops), Counter())
    for worker in workers:
        announce(json.dumps({"worker": worker.name, "answered": answered[worker.name]}))


if __name__ == "__main__":
    sys.exit(run(main(parse_options())))
