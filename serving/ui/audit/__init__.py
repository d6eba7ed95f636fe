"""The auditor's pages, read-only: the list of records, one record opened, the chain's verdict.

`routes` the addresses · `listing` the search and its table · `record` one record · `verdict` what holds
"""
