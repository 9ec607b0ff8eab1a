"""What takes seconds the first time, done before somebody waits for it."""

from threading import Thread

from django.urls import get_resolver

from community.reports import emergency


def warm_up():
    """All addresses before the process takes requests; the signs of danger in the background, while it answers.

    The signs compile in 5 s: the first citizen to type would have waited for them, and the first page for both.
    """
    _ = get_resolver().url_patterns
    Thread(target=emergency.services, args=("",), name="warm-up", daemon=True).start()
