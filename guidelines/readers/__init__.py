"""Readers: bytes of any accepted format to one document tree with pages and boxes.

The one door is `guidelines.readers.dispatch.read`; each format has a file of its own.
"""
