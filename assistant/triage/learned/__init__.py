"""The learned department channel: what the complaints have no word for; its card is `CARD.md`."""
