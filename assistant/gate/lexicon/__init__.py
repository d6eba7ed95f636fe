"""Names of medicines, as data: `names.txt` is built by `assistant.gate.vocabulary`, `own.toml` is kept by hand."""
