"""What a patient attaches: told apart by its bytes, kept sealed under consent, handed over with a task.

`room` reads first; `kinds` says what a file is and what a picture that is no report shows.
"""

from assistant.attachments.kinds import Kind, Media, kind_shown, media_of
from assistant.attachments.room import Attachment, AttachmentRoom

__all__ = ["Attachment", "AttachmentRoom", "Kind", "Media", "kind_shown", "media_of"]
