"""The pages of outside findings: what waits for review, whom to call with which words, the funnel."""
