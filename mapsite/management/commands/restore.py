from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError
from django.core.management.base import BaseCommand, CommandError

from mapsite.safekeeping.postgres import DumpFailed
from mapsite.safekeeping.restore import RestoreRefused, check, restore


class Command(BaseCommand):
    help = "Reads a backup into an empty database and an empty folder for files."
    # The tables that some of them look at are not there yet.
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path)
        parser.add_argument("--check", action="store_true", help="only tells whether it could be restored here")
        parser.add_argument("--without-keys", action="store_true", help="even if encrypted data stays unreadable")

    def handle(self, **options):
        work = check if options["check"] else restore
        try:
            manifest = work(options["folder"], options["without_keys"])
        except (RestoreRefused, DumpFailed, OSError, BotoCoreError, ClientError) as error:
            raise CommandError(str(error)) from error
        outcome = "can be restored here" if options["check"] else "restored"
        self.stdout.write(f"{options['folder']}, made at {manifest['made_at']}, {manifest['files']} files: {outcome}.")
