import os

from django.core.management.base import BaseCommand, CommandError

from mapsite.operation import port as ports
from mapsite.operation import web


class Command(BaseCommand):
    help = "Runs the web server in production; refuses a port that something else listens on."

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1", help="0.0.0.0: all addresses of this machine")
        parser.add_argument("--port", default="8000")
        parser.add_argument("--workers", default="2", help="web processes, as many as there are cores")

    def handle(self, *, host, port, workers, **options):
        try:
            sockets = ports.reserve(host, port)
        except ports.PortUnavailable as error:
            raise CommandError(str(error)) from error
        for held in sockets:
            held.set_inheritable(True)
        command = web.command(sockets[0].getsockname()[0], port, workers)
        os.execv(command[0], command)  # noqa: S606 (granian, of this environment)
