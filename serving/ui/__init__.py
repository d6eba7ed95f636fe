"""The pages for people: sign-in, one-time set-up, and the doctors' page over the same service."""
