"""A question's way: gate, find, draft, ground, decide, record; `engine.py` reads in that order.

`exchange` is what is asked and answered, `ports` what comes from outside; `wiring` puts a `House` together.
"""
