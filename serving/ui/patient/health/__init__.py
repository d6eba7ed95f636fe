"""The part of the patient's page between two visits: the health file, follow-up questions, consent to both.

`noting` keeps what a conversation gave · `frame` the page around · `file`, `questions` its parts · `router`.
"""
