"""What takes seconds the first time, done before somebody waits for it."""

from threading import Thread

from community.reports import emergency


def warm_up():
    """In the background of a web process, which answers meanwhile.

    The signs of danger compile in 5 s: the first citizen to type would have waited for them.
    """
    Thread(target=emergency.services, args=("",), name="warm-up", daemon=True).start()
