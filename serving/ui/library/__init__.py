"""The pages of the guideline ledger, made on the server: library, family, reader, news, disagreements.

`frame` what every page carries · `routes` the addresses · a file for each page · `marking` and `change` what
became of a statement · `timeline` a family's picture.
"""
