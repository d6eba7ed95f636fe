"""Words of the interview beyond those of the red flags (data)."""
