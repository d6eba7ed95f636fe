"""The learned placer: where a clause's own words do not settle its kind; its card is `CARD.md`."""
