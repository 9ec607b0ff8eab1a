import random
from datetime import timedelta
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.contrib.gis.geos import Point
from django.core.management.base import BaseCommand
from django.db import connection, transaction
from django.utils import timezone

from community import deadlines
from community.demo import CAMPAIGNS, CATEGORIES, ENTRIES, GROUP, NICKNAMES, REPRESENTATIVE, SPAM, TEMPLATES, TEXTS
from community.models import (
    AnswerTemplate,
    Campaign,
    Category,
    CitizenGroup,
    Entry,
    Moderation,
    Report,
    ReportEvent,
    ShortlistItem,
)
from community.questions.answers import clean_answers
from community.reports import routes
from community.workflow import REPORTER, Party, Status
from mapsite.accounts.models import Department, Role, User
from maptag.geocoding.models import District

REPORTS = 320
ENTRIES_EACH = 80
DAYS = 120
# Metres around the most urgent report, and how many stops of a round are taken from there.
NEAR_M, STOPS = 12_000, 6
# How reports of this age have ended up: most are done, some wait, few are refused or passed on.
OUTCOMES = [(Status.DONE, 58), (Status.IN_PROGRESS, 16), (Status.RECEIVED, 12), (Status.CONFIRMED, 8)]
OUTCOMES += [(Status.REFUSED, 4), (Status.TRANSFERRED, 2)]
ANSWERS = {
    Status.DONE: "현장을 확인하고 조치를 마쳤습니다. 알려 주셔서 고맙습니다.",
    Status.REFUSED: "개인 소유의 땅이라 시에서 손댈 수 없습니다. 소유자에게 정비를 요청했습니다.",
    Status.TRANSFERRED: "국도는 국토관리사무소가 맡고 있어 그곳으로 넘겼습니다.",
    Status.IN_PROGRESS: "담당자가 현장을 살펴보고 있습니다.",
    Status.CONFIRMED: "내용을 확인했습니다. 일정을 잡고 있습니다.",
}


class Command(BaseCommand):
    help = "Makes demo reports on real streets and two campaigns, all marked as demo. Runs once."

    def handle(self, **options):
        if Report.objects.filter(demo=True).exists():
            return
        rng = random.Random(311)  # noqa: S311 (the same demo each time)
        places = self.places(REPORTS)
        if len(places) < 50:
            self.stderr.write("No addresses are loaded: run load_addresses first.")
            return
        with transaction.atomic():
            categories = [self.category(row) for row in CATEGORIES]
            for n, place in enumerate(places):
                self.report(n, rng, place, rng.choice(categories))
            self.campaigns(rng)
            self.templates()
            self.work()
        self.stdout.write(f"→ {Report.objects.filter(demo=True).count()} demo reports")

    def places(self, number, gu=""):
        """Addresses of the table, the same ones each time, spread over the city or one of its gu."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT sido, gu, dong, road, level, main, sub, ST_X(point), ST_Y(point) FROM geocoding_roadaddress "
                "WHERE point IS NOT NULL AND CASE %s WHEN '' THEN gu <> '' ELSE gu = %s END "
                "ORDER BY md5(id::text) LIMIT %s",
                [gu, gu, number],
            )
            return cursor.fetchall()

    def category(self, row):
        fields = dict(row)
        slug, name = fields.pop("department")
        department, _made = Department.objects.get_or_create(slug=slug, defaults={"name": name})
        fields["department"] = department
        category, _made = Category.objects.get_or_create(slug=fields.pop("slug"), defaults=fields)
        return category, row

    def report(self, n, rng, place, chosen):
        category, row = chosen
        created = timezone.now() - timedelta(days=rng.random() ** 1.5 * DAYS, minutes=rng.randrange(600))
        age = timezone.now() - created
        status = rng.choices(*zip(*OUTCOMES, strict=True))[0] if age > timedelta(days=3) else Status.RECEIVED
        report = self.base(Report, f"report-{n}", rng, place, created)
        report.category, report.department = category, category.department
        report.text = rng.choice(TEXTS[row["slug"]])
        report.due_on = deadlines.add_working_days(timezone.localdate(created), category.working_days)
        report.support_count = int(rng.random() ** 4 * 25)
        report.status = status
        if status in ANSWERS and status not in (Status.IN_PROGRESS, Status.CONFIRMED):
            report.closed_at = min(created + timedelta(days=1 + rng.random() * 9), timezone.now())
            report.fixed, report.satisfaction = self.verdict(rng, status)
        if status == Status.RECEIVED and n % 2:
            self.leave_to_moderate(report, category)
        report.save()
        self.history(report)

    def leave_to_moderate(self, report, category):
        """Every second one that nobody has handled waits for a look; where they are looked at first, unpublished."""
        before = category.moderation == Moderation.BEFORE
        report.moderation = Report.Moderation.PENDING if before else Report.Moderation.UNCHECKED
        report.published = not before

    def templates(self):
        for department, category, status, name, text in TEMPLATES:
            AnswerTemplate.objects.get_or_create(
                name=name,
                department=Department.objects.get(slug=department) if department else None,
                defaults={
                    "category": Category.objects.get(slug=category) if category else None,
                    "status": status,
                    "text": text,
                },
            )

    def work(self):
        """What is on the demo handler's table: reports of their own, a shortlist for the field, two of spam."""
        user = User.objects.filter(email=f"{Role.HANDLER}@demo.example", department__isnull=False).first()
        if user is None:
            return
        ours = (
            Report.objects.filter(demo=True, department=user.department, campaign=None).open().order_by("due_on", "pk")
        )
        for report, text in zip(ours.order_by("-pk")[: len(SPAM)], SPAM, strict=False):
            report.text = text
            report.moderation, report.published = Report.Moderation.SPAM, False
            report.save()
        ours = ours.exclude(moderation=Report.Moderation.SPAM)
        for report in ours[:3]:
            report.assignee = user
            report.save(update_fields=["assignee"])
        # The same quarter, as one would drive it in a morning.
        first = ours.first()
        for report in ours.near(*first.point.coords, NEAR_M)[:STOPS] if first else ():
            ShortlistItem.objects.get_or_create(user=user, report=report, defaults={"position": STOPS})
        routes.arrange(user)

    def base(self, model, name, rng, place, created):
        sido, gu, dong, road, level, main, sub, lon, lat = place
        number = f"{level}{main}" + (f"-{sub}" if sub else "")
        return model(
            client_id=uuid5(NAMESPACE_URL, f"maptag-demo-{name}"),
            point=Point(lon + rng.uniform(-1, 1) * 1e-4, lat + rng.uniform(-1, 1) * 1e-4, srid=4326),
            address=f"{sido} {gu} {road} {number}",
            gu=gu,
            dong=dong,
            moderation=Report.Moderation.APPROVED,
            published=True,
            source=Report.Source.DEMO,
            created_at=created,
            demo=True,
        )

    def verdict(self, rng, status):
        if status != Status.DONE or rng.random() < 0.6:
            return None, None
        fixed = rng.random() < 0.85
        return fixed, rng.choice([4, 5, 5, 3] if fixed else [1, 2])

    def history(self, report):
        """As `record` writes it, but announced to nobody. `at` follows the story, not the clock."""
        rows = [(ReportEvent.Kind.SUBMITTED, REPORTER, Status.RECEIVED, "", report.created_at)]
        if report.status != Status.RECEIVED:
            at = report.closed_at or min(report.created_at + timedelta(days=1), timezone.now())
            rows.append((ReportEvent.Kind.STATUS, Party.OWN, report.status, ANSWERS[report.status], at))
        events = [
            ReportEvent(
                report=report,
                kind=kind,
                party=party,
                from_status=Status.RECEIVED if kind == ReportEvent.Kind.STATUS else "",
                to_status=status,
                note=note,
                audience=ReportEvent.Audience.PUBLIC,
                department=report.department if party == Party.OWN else None,
                at=at,
            )
            for kind, party, status, note, at in rows
        ]
        ReportEvent.objects.bulk_create(events)

    def campaigns(self, rng):
        for row in CAMPAIGNS:
            fields = dict(row)
            slug, name = fields.pop("department")
            fields["department"], _made = Department.objects.get_or_create(slug=slug, defaults={"name": name})
            gu, fields["block_m"] = fields.pop("gu"), fields.pop("block_m")
            fields["area"] = self.area(gu)
            own = self.places(ENTRIES_EACH, gu)
            fields |= {"state": Campaign.State.OPEN, "demo": True, "starts": timezone.localdate() - timedelta(days=60)}
            campaign, _made = Campaign.objects.get_or_create(slug=fields.pop("slug"), defaults=fields)
            for k, place in enumerate(own):
                self.entry(f"{campaign.slug}-{k}", rng, campaign, place)
        self.group(campaign)

    def group(self, campaign):
        """A citizens' group that runs this campaign; its representative signs in like the demo users."""
        group, _made = CitizenGroup.objects.get_or_create(name=GROUP, defaults={"department": campaign.department})
        if not User.objects.filter(email=REPRESENTATIVE).exists():
            group.users.add(User.objects.create_user(REPRESENTATIVE, settings.DEMO_PASSWORD, name="모임 대표"))
        Campaign.objects.filter(pk=campaign.pk).update(group=group)

    def area(self, gu):
        """The gu's boundary; None, the whole city, where it is not loaded."""
        areas = District.objects.filter(kind=District.Kind.GU, gu=gu, abolished=None).exclude(boundary=None)
        return areas.values_list("boundary", flat=True).first()

    def entry(self, name, rng, campaign, place):
        report = self.base(Entry, name, rng, place, timezone.now() - timedelta(days=rng.random() * 55))
        report.campaign, report.department = campaign, campaign.department
        report.text = rng.choice(ENTRIES[campaign.slug])
        report.agree_count = rng.randint(0, 3) if campaign.confirmations else 0
        report.nickname = rng.choice([*NICKNAMES, ""])
        answers = {question["key"]: self.answer(rng, question) for question in campaign.questions}
        report.answer_with(clean_answers(campaign.questions, answers))
        if rng.random() < 0.08:
            report.moderation = Report.Moderation.UNCHECKED
        report.save()
        self.history(report)

    def answer(self, rng, question):
        if question["kind"] == "choice":
            return rng.choice(question["choices"])["value"]
        return rng.choice([True, False]) if question["kind"] == "yesno" else rng.randint(1, 5)
