"""Whether a statement stands under another heading now, or only its heading was renamed."""

from __future__ import annotations

from collections.abc import Iterable

from guidelines.changes import Pairing, Unit


class Headings:
    """The headings of both editions, as far as statements stand under them."""

    def __init__(self, pairings: Iterable[Pairing]) -> None:
        """Take in where the statements of both editions stand."""
        everything = tuple(pairings)
        self._old = {unit.place for one in everything for unit in one.old}
        self._new = {unit.place for one in everything for unit in one.new}

    def moved(self, pairing: Pairing) -> bool:
        """Say whether a pair stands under headings of which one edition knows both.

        A heading that neither edition shares with the other was renamed: what stands under it did not move.
        """
        if not pairing.old or not pairing.new:
            return False
        before, after = _places(pairing.old), _places(pairing.new)
        if before & after:
            return False
        return bool(before & self._new or after & self._old)


def _places(units: tuple[Unit, ...]) -> set[str]:
    return {unit.place for unit in units}
