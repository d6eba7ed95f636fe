"""`yizheng`: one entry point, a file for each group of commands, each command a few lines."""

from serving.cli.app import main

__all__ = ["main"]
