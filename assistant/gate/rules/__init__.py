"""The rules as data: slots of words, and rules with source, reason and their own examples."""
