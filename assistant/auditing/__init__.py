"""The auditor's room: heads that are signed and kept elsewhere, searching and replaying records.

`heads` what a signed head is · `replay` an answer against the editions of its day · `room` what may be asked
"""

from assistant.auditing.heads import KeptHeads, SignedHead
from assistant.auditing.room import AuditRoom

__all__ = ["AuditRoom", "KeptHeads", "SignedHead"]
