"""Whatever names a person in a text: found, and masked by pseudonyms that only this house can put back."""

from assistant.gate.identifiers.finder import find_identifiers
from assistant.gate.identifiers.identifier import Identifier, Kind
from assistant.gate.identifiers.masking import Masked, Pseudonyms, blank, mask

__all__ = ["Identifier", "Kind", "Masked", "Pseudonyms", "blank", "find_identifiers", "mask"]
