"""Own texts by authors who saw neither code nor cases, kept to judge by: nothing learns from them."""
