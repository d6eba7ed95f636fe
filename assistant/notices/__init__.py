"""Tells people outside the page that a task is urgent or overdue: a port, two channels, no patient's words.

`notice` what is told · `bell` when, and once · `mail`, `webhook` the channels
"""

from assistant.notices.bell import Bell
from assistant.notices.notice import Channel, Notice, NoticeLog, due_notices

__all__ = ["Bell", "Channel", "Notice", "NoticeLog", "due_notices"]
