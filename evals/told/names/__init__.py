"""Messages that name people, by own authors, with slots for the names: they train the tagger of names."""
