"""The schema's history; `assistant.store.database` brings a database to its newest revision at open."""
