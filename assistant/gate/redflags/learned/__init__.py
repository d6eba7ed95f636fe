"""The learned channel beside the red flags: what rules have no word for; its card is `CARD.md`."""
