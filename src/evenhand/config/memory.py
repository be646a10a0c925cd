"""How much memory a process and its children hold, as Linux counts it."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

LOOK_S = 0.5
MIB = 2**20


@dataclass(slots=True)
class Seen:
    """The most that was seen, in MiB."""

    most_mb: int = 0


def resident_mb(pid: int | None) -> int:
    """Resident memory of a process and its children, in MiB. 0: there is no such process, or no /proc."""
    pages = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError, ValueError, IndexError):
            fields = stat.read_text(encoding="ascii", errors="replace").rsplit(")", 1)[1].split()
            if pid in (int(stat.parent.name), int(fields[1])):
                pages += int(fields[21])
    return pages * os.sysconf("SC_PAGE_SIZE") // MIB


@asynccontextmanager
async def watched(pid: int | None) -> AsyncIterator[Seen]:
    """Look again and again as long as the context lasts."""
    seen = Seen()

    async def look() -> None:
        while True:
            seen.most_mb = max(seen.most_mb, await asyncio.to_thread(resident_mb, pid))
            await asyncio.sleep(LOOK_S)

    looking = asyncio.create_task(look())
    try:
        yield seen
    finally:
        looking.cancel()
        await asyncio.gather(looking, return_exceptions=True)
