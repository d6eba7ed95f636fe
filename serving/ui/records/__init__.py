"""The records page: conversation left, record right, every sentence tied to who said it, then signed."""
