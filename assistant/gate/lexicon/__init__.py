"""Names of medicines: `names.txt` is built by `assistant.gate.vocabulary`, `own.toml` kept by hand."""
