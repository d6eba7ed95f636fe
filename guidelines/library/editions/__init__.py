"""One TOML file per edition: its metadata and its facts, each with certainty, locator and source."""
