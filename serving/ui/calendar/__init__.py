"""The clerk's pages of the calendar: a day with its people, who is still to be told, a list to print."""
