from django.core.management.base import BaseCommand, CommandError

from mapsite.safekeeping import public_words


class Command(BaseCommand):
    help = "Reads all published words again, and lists those in which personal data stands that is not masked."

    def add_arguments(self, parser):
        parser.add_argument(
            "--mask", action="store_true", help="masks them, also in the files of notices and campaigns"
        )

    def handle(self, **options):
        finds = []
        for find in public_words.finds():
            self.stdout.write(str(find))
            finds.append(find)
        if not options["mask"]:
            self.stdout.write(f"{len(finds)} texts hold personal data; --mask masks them" if finds else "none found")
            return
        refused = public_words.mask(finds)
        self.stdout.write(f"{len(finds) - len(refused)} texts masked")
        if refused:
            names = "\n".join(map(str, refused))
            raise CommandError(f"To be changed by hand, since another has the same name when it is masked:\n{names}")
