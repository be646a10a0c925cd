"""To hold a draw: frozen entries and what was drawn in, the whole result out. The same input gives the same bytes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evenhand.core.draw import allocation, fast, keys, result
from evenhand.core.draw.leaves import Leaf
from evenhand.core.draw.rules import Rules


@dataclass(frozen=True, slots=True)
class Drawn:
    """A draw that was held: its inputs, the rows by rank, each category's size and cut-off, the result's root."""

    rules: bytes
    log_root: bytes
    ikm: bytes
    salt: bytes
    rows: Sequence[bytes]
    sizes: tuple[int, ...]
    cutoffs: tuple[bytes, ...]
    result_root: bytes

    @property
    def prk(self) -> bytes:
        """The secret of nobody, known to all once the round is out."""
        return keys.extract(self.salt, self.ikm)

    @property
    def text(self) -> bytes:
        """What the city signs."""
        return result.text(self.rules, self.log_root, self.ikm, self.salt, len(self.rows), self.result_root)


def draw(
    rules: Rules,
    roster: Mapping[bytes, Leaf],
    log_root: bytes,
    salt: bytes,
    beacon: str | None,
    manual: Sequence[tuple[str, str]] = (),
) -> Drawn:
    """Hold it. `roster` as `leaves.roster` gives it, `beacon` the IKM's line of the round (or of the promise)."""
    ikm = keys.ikm(rules.digest, log_root, beacon, manual)
    prk = keys.extract(salt, ikm)
    order = fast.order(prk, ((label, leaf.weight[0]) for label, leaf in roster.items()))
    given = allocation.allocate(rules, roster, order)
    rows = list(result.rows(order, given))
    return Drawn(rules.digest, log_root, ikm, salt, rows, given.sizes, given.cutoffs, result.root(rows))
