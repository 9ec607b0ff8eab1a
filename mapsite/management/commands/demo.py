import json

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from community.demo import REPRESENTATIVE
from community.models import CitizenGroup
from importers.models import Upload
from mapsite.accounts.models import Department, Role, User
from maptag.geocoding.models import DataVersion
from maptag.models import Theme

DOCUMENTS = settings.DATA_DIR / "documents"
ADDRESS_DATA = ["addresses", "boundaries", "codes", "places"]


class Command(BaseCommand):
    help = "Loads the address sample when no addresses are loaded and, while DEBUG is on, demo users and documents."

    def add_arguments(self, parser):
        parser.add_argument("--sign-ins", action="store_true", help="only print the demo users")

    def handle(self, *, sign_ins, **options):
        if sign_ins:
            return self.print_sign_ins()
        if not DataVersion.objects.exists():
            self.stdout.write("→ Loading the sample of addresses, boundaries and places")
            call_command("load_addresses", *(settings.DATA_DIR / name for name in ADDRESS_DATA), show=0)
        if settings.DEBUG:
            self.demo_content()
        return None

    def demo_content(self):
        """Users, themes and documents as data/documents/demo.json lists them; what is there stays as it is."""
        demo = json.loads((DOCUMENTS / "demo.json").read_text())
        for theme in demo["themes"]:
            Theme.objects.get_or_create(slug=theme["slug"], defaults=theme)
        for department in demo["departments"]:
            Department.objects.get_or_create(slug=department["slug"], defaults=department)
        for role in Role.values:
            slug = demo["roles"].get(role, demo["departments"][0]["slug"])
            self.demo_user(role, Department.objects.get(slug=slug))
        for document in demo["documents"]:
            self.demo_document(document)
        call_command("demo_community")

    def demo_user(self, role, department):
        email = demo_email(role)
        if not User.objects.filter(email=email).exists():
            administrator = role == Role.ADMINISTRATOR
            User.objects.create_user(
                email,
                settings.DEMO_PASSWORD,
                name=str(Role(role).label),
                role=role,
                department=department,
                is_staff=administrator,
                is_superuser=administrator,
            )

    def demo_document(self, document):
        if Upload.objects.filter(name=document["file"]).exists():
            return
        self.stdout.write(f"→ Importing {document['file']}")
        options = {key: document[key] for key in ("department", "title", "theme", "publish") if key in document}
        call_command("import_document", DOCUMENTS / document["file"], **options)

    def print_sign_ins(self):
        if not settings.DEBUG:
            return
        self.stdout.write(f"\nDemo sign-ins (password {settings.DEMO_PASSWORD}):")
        for role in Role.values:
            self.stdout.write(f"  {demo_email(role):28} {Role(role).label}")
        self.stdout.write(f"  {REPRESENTATIVE:28} {CitizenGroup._meta.verbose_name}")


def demo_email(role: str) -> str:
    return "admin@demo.example" if role == Role.ADMINISTRATOR else f"{role}@demo.example"
