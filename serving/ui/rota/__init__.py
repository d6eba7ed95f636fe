"""The page of the on-call calendar: who is on call, who is away, and where nobody is."""
