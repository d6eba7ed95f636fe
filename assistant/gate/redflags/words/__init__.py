"""Data of the red-flag floor."""
