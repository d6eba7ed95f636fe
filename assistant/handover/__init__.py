"""The hand-over packet (I-SBAR): what a person needs to take a question over, facts apart from inference.

`packet` values, `told` what the asker said, `building` out of question and outcome, `page` as text.
"""

from assistant.handover.building import Leads, build
from assistant.handover.packet import Packet
from assistant.handover.page import page

__all__ = ["Leads", "Packet", "build", "page"]
