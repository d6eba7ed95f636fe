"""The starter library: original digests of guideline facts, old and new editions.

A digest is never the issuer's words; every page that shows it says so and asks for full texts.
"""

from guidelines.library.loader import library_notice, library_version, starter_library

__all__ = ["library_notice", "library_version", "starter_library"]
