"""SQL and files under `YIZHENG_HOME`: ledger, originals, accounts, and the sealed, chained records.

Adapters of the ports above; only `assistant.wiring` knows them. Start reading at `database.py`.
"""
