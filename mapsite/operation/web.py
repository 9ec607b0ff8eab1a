"""How the web server is run, here and in production."""

import sys
from pathlib import Path


def command(host: str, port: str, workers: str) -> list[str]:
    """granian's command line. A web process that ends, or is killed, comes back."""
    return [
        str(Path(sys.prefix) / "bin/granian"),
        *("--interface", "rsgi", "--host", host, "--port", port, "--workers", workers),
        # Two kills of one process within 5.5 s end granian all the same: whoever keeps it starts it again.
        # script/server and systemd wait longer than these 8 s; on a busy machine a page takes seconds to make.
        *("--respawn-failed-workers", "--workers-kill-timeout", "8"),
        *("--no-ws", "--log-level", "warning", "mapsite.rsgi:application"),
    ]
