"""The doctor's pages of follow-up: the plans there are, one plan with its course, the form that sets one.

`course` a plan's answers as a table and a picture · `form` what a doctor writes · `pages` · `routes`.
"""
