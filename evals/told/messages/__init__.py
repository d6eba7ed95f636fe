"""Own texts by authors who saw neither code nor cases: what the reader is taught."""
