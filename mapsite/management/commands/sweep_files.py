from django.core.management.base import BaseCommand, CommandError

from mapsite.safekeeping import orphans


class Command(BaseCommand):
    help = "Deletes stored files older than a day that no row names, as the worker does every night."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="only lists them")
        parser.add_argument("--all", action="store_true", help="also where a tenth of a folder's files or more go")

    def handle(self, **options):
        if options["dry_run"]:
            for names, _number in orphans.find().values():
                self.stdout.writelines(names)
            return
        swept, kept = orphans.sweep(however_many=options["all"])
        self.stdout.write(f"{len(swept)} files deleted")
        if kept:
            folders = ", ".join(kept)
            raise CommandError(f"Too many files without a row: {folders}. Is it the right database? --all goes on.")
