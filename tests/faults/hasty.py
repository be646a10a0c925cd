"""A gate that is wrong on purpose: it answers as soon as the batch is written, and commits a moment later."""

import asyncio
import os
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import asyncpg

from evenhand.apps.claims import admission
from evenhand.apps.claims.admission import Settled
from evenhand.core.terms import Request
from evenhand.gate import batches
from evenhand.gate.app import SESSION, app

COMMITS_AFTER_S = 0.05
committing: set[asyncio.Task[None]] = set()


async def admit_and_commit_later(_: Any, city: str, release: UUID, requests: Sequence[Request]) -> Settled:
    """A batch's outcome, before it is durable."""
    own = await asyncpg.connect(os.environ["EVENHAND_DATABASE_URL"], server_settings=SESSION)
    transaction = own.transaction()
    await transaction.start()
    settled = await admission.admit(own, city, release, requests)
    task = asyncio.create_task(_commit(own, transaction))
    committing.add(task)
    task.add_done_callback(committing.discard)
    return settled


async def _commit(own: Any, transaction: Any) -> None:
    await asyncio.sleep(COMMITS_AFTER_S)
    await transaction.commit()
    await own.close()


batches.Counter.__init__.__defaults__ = (admit_and_commit_later,)
__all__ = ["app"]
