"""The HTTP interface: a router a group of addresses, and what every request passes on its way in.

`access` says who may what, `bodies` how much may be sent, `faults` how a problem is told.
"""
