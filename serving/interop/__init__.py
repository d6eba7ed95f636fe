"""Other people's wire formats over our own capabilities."""
