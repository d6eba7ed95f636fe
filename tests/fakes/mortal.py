"""Runs commands in forked processes that kill themselves (SIGKILL) at a named moment.

`python -m tests.fakes.mortal` reads one JSON object a line: `arguments`, `environment` and `dies`, a moment
written `call PLACE` or `return PLACE`, PLACE being `module:name` of a function where it is looked up, or
`after SECONDS`, whatever is going on then. It answers one line: the exit status, negative for a signal. The
program is loaded once.
"""

import json
import os
import signal
import sys
import time
from functools import reduce, wraps
from importlib import import_module

AFTER = "after "


def kill_later(child, seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT):
            return  # it was done before
        time.sleep(0.002)
    os.kill(child, signal.SIGKILL)


def live(arguments, environment, dies):
    os.environ.update(environment)  # noqa: TID251 - a life has its own surroundings
    from serving.cli.app import run

    if dies and not dies.startswith(AFTER):
        make_mortal(*dies.split())
    return run(arguments)


def make_mortal(event, place):
    module, _, path = place.partition(":")
    *owners, name = path.split(".")
    owner = reduce(getattr, owners, import_module(module))
    survives = getattr(owner, name)

    @wraps(survives)
    def dies(*given, **named):
        if event == "return":
            survives(*given, **named)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(owner, name, dies)


def main():
    import assistant.wiring  # noqa: F401 - loaded before the forks

    if sys.argv[1:] == ["serve"]:
        import serving.server
        import serving.ui.page  # noqa: F401 - loaded before the forks
        from assistant.grounding import EvidenceText, check

        check("预热。", [EvidenceText(text="预热。")])

    for line in sys.stdin:
        order = json.loads(line)
        child = os.fork()
        if child == 0:
            null = os.open(os.devnull, os.O_RDWR)
            for descriptor in (0, 1):
                os.dup2(null, descriptor)
            os._exit(live(order["arguments"], order["environment"], order.get("dies")))
        dies = order.get("dies") or ""
        if dies.startswith(AFTER):
            kill_later(child, float(dies.removeprefix(AFTER)))
        _, status = os.waitpid(child, 0)
        print(json.dumps(os.waitstatus_to_exitcode(status)), flush=True)


if __name__ == "__main__":
    main()
