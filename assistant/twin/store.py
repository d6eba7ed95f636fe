"""The port of the store that keeps twins: every step is one transaction and one link of the record chain."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from assistant.twin.answers import AnswerStep, ApprovedAnswer
from assistant.twin.twin import Twin, TwinStep


class TwinStore(Protocol):
    """Keeps twins, sealed under the doctor's own key: an erased doctor leaves none. Raises `StoreError`."""

    def add(self, twin: Twin, *, at: datetime) -> None:
        """Keep a new twin."""
        ...

    def twin(self, twin_id: str) -> Twin | None:
        """Give a twin by its id."""
        ...

    def twins(self) -> tuple[Twin, ...]:
        """List all twins, the newest first."""
        ...

    def move(
        self, twin_id: str, step: TwinStep, decide: Callable[[Twin], Twin], *, by: str, at: datetime
    ) -> Twin:
        """Take one step under the write lock; what `decide` raises changes nothing.

        Raises:
            UnknownTwinError: there is no such twin.
        """
        ...

    def answers(self, twin_id: str) -> tuple[ApprovedAnswer, ...]:
        """List what a doctor approved for a twin, the newest approval first."""
        ...

    def keep_answer(self, answer: ApprovedAnswer, step: AnswerStep, *, by: str, at: datetime) -> None:
        """Keep a new answer.

        Raises:
            UnknownTwinError: there is no such twin.
        """
        ...

    def move_answer(
        self,
        answer_id: str,
        step: AnswerStep,
        decide: Callable[[ApprovedAnswer], ApprovedAnswer],
        *,
        by: str,
        at: datetime,
    ) -> ApprovedAnswer:
        """Take one step under the write lock; what `decide` raises changes nothing.

        Raises:
            UnknownTwinError: there is no such answer.
        """
        ...

    def talked(self, twin_id: str, person: str, at: datetime) -> datetime:
        """Note that a person talks with a twin now; gives when this talk began, or was last reminded of."""
        ...

    def remind(self, twin_id: str, person: str, at: datetime) -> None:
        """Note that the person was told how long the talk has been, or ended it: the next one begins anew."""
        ...
