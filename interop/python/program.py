"""How every program here runs: within time limits, complaints on stderr, an exit code that tells how it ended."""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path
from typing import Any, Awaitable, Coroutine, TypeVar

import zmq

Result = TypeVar("Result")

EXIT_FAILED = 1
EXIT_INTERRUPTED = 130


class Failure(Exception):
    """The program cannot do its duty. The text says what is missing."""


def run(duty: Coroutine[Any, Any, None]) -> int:
    """Run the program's duty to its end; the exit code."""
    try:
        asyncio.run(duty)
    except (Failure, zmq.ZMQError) as error:
        complain(str(error))
        return EXIT_FAILED
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    return 0


async def within(seconds: float, what: str, work: Awaitable[Result]) -> Result:
    """The result of the work, or a failure that names what was not done in time."""
    try:
        return await asyncio.wait_for(work, seconds)
    except asyncio.TimeoutError:
        raise Failure(f"{what} within {seconds:g} s") from None


def complain(text: str) -> None:
    """One line on stderr, in one piece also where several threads write."""
    sys.stderr.write(f"{Path(sys.argv[0]).stem}: {text}\n")
    sys.stderr.flush()


def announce(text: str) -> None:
    """One line on stdout, for whoever started this program."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def options_parser(duty: str, time_limit_s: float) -> argparse.ArgumentParser:
    """A parser with the options that every program has."""
    parser = argparse.ArgumentParser(description=duty, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument("--dir", type=Path, default=Path("/tmp"), help="directory of the ipc endpoints")
    parser.add_argument("--timeout", type=positive_seconds, default=time_limit_s, help="seconds for the whole run")
    return parser


def positive_count(text: str) -> int:
    count = int(text)
    if count < 1:
        raise argparse.ArgumentTypeError(f"{text} is not at least 1")
    return count


def positive_seconds(text: str) -> float:
    seconds = float(text)
    if not seconds > 0:
        raise argparse.ArgumentTypeError(f"{text} is not more than 0")
    return seconds
