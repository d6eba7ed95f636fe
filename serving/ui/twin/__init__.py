"""The page of digital twins: the card a doctor signs for, its standing, its end."""
