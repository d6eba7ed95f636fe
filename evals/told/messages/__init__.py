"""Own texts by authors who saw neither code nor cases: what the reader is taught.

`held_d` and `talks_c` are kept to judge by; nothing learns from them.
"""
