from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError
from django.core.management.base import BaseCommand, CommandError

from mapsite.safekeeping import backup
from mapsite.safekeeping.postgres import DumpFailed


class Command(BaseCommand):
    help = "Writes database, files and a manifest into a new folder below FOLDER. It holds personal data."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path)

    def handle(self, **options):
        try:
            folder = backup.make(options["folder"])
        except (DumpFailed, OSError, BotoCoreError, ClientError) as error:
            raise CommandError(f"No backup was made: {error}") from error
        self.stdout.write(f"{folder}")
        self.stdout.write("SECRET_KEY and CONTACT_KEYS are not in it: keep them in another safe place.")
