"""Complaints, a file for each part of the body (data)."""
