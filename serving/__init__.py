"""The doors: command line, HTTP, pages, and the model server; the same capabilities behind each.

`service` holds the capabilities as JSON; `app` opens them over HTTP, `cli` to commands, `ui` to people.
"""
