"""One test over a long table: every row is tried, all that fail are named, and the runner counts one."""


def every(rows, *, name=str):
    """Make a test of one row a test of all `rows`; it fails with each failing row's name and first words.

    A parametrised test costs the runner more than most of these checks: thousands of rows are slow as tests.
    """

    def over(check):
        def test():
            failed = {}
            for row in rows:
                try:
                    check(row)
                except AssertionError as fault:
                    failed[name(row)] = str(fault)[:400]
            assert not failed, failed

        test.__name__, test.__doc__, test.__module__ = check.__name__, check.__doc__, check.__module__
        return test

    return over
