"""The reports of the community benchmark: around the streets of data/addresses, for twelve departments.

One every two minutes back from now; of the latest 60,000 two in three are open, many of them late. One in fifty of
those waits for moderation, one in five hundred is spam, one in ninety-seven belongs to no department.
"""

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from community.models import Category, Report
from community.reports import grid
from mapsite.accounts.models import Department, Role, User
from maptag.geocoding.models import DataVersion

CATEGORIES = 12


def prepare(reports: int):
    call_command("migrate", verbosity=0)
    if not DataVersion.objects.exists():
        call_command("load_addresses", *(settings.DATA_DIR / n for n in ("addresses", "boundaries", "codes", "places")))
    make_departments()
    missing = reports - Report.objects.count()
    if missing <= 0:
        return
    print(f"making {missing} reports …", flush=True)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE community_report DISABLE TRIGGER count_report")
        cursor.execute(FILL, [missing])
        cursor.execute("ALTER TABLE community_report ENABLE TRIGGER count_report")
    grid.rebuild()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE) community_report")
        cursor.execute("VACUUM (ANALYZE) community_cell")


def make_departments():
    """A category, a department and a handler of each number, and an administrator: bench-admin@city.example."""
    for n in range(CATEGORIES):
        department, _new = Department.objects.get_or_create(slug=f"bench-{n}", defaults={"name": f"부서 {n}"})
        defaults = {"name": f"유형 {n}", "moderation": "after", "department": department}
        Category.objects.get_or_create(slug=f"bench-{n}", defaults=defaults)
        make_user(f"bench-{n}@city.example", department, Role.HANDLER)
    make_user("bench-admin@city.example", department, Role.ADMINISTRATOR)


def make_user(email, department, role):
    if not User.objects.filter(email=email).exists():
        User.objects.create_user(email, department=department, role=role)


FILL = """
WITH spot AS (SELECT row_number() OVER () AS n, * FROM geocoding_roadaddress WHERE point IS NOT NULL),
     size AS (SELECT count(*) AS spots FROM spot),
     kind AS (
         SELECT row_number() OVER (ORDER BY category.id) - 1 AS nth, count(*) OVER () AS kinds, category.id,
             category.department_id, (SELECT min(id) FROM accounts_user AS u WHERE u.department_id =
                 category.department_id AND u.role = 'handler') AS handler
         FROM community_category AS category WHERE slug LIKE 'bench-%%'
     )
INSERT INTO community_report (number, client_id, key_hash, category_id, nickname, text, text_original, text_hash,
    private_answers, point, place_name, title, place_source, address, gu, dong, answers, status, moderation, published,
    follows_lead, support_count, reopened, version, source, network_hash, device, suspicions, created_at, updated_at,
    closed_at, due_on, department_id, assignee_id, fixed, satisfaction, demo, agree_count, disagree_count)
SELECT 'B' || upper(substr(md5(gen_random_uuid()::text), 1, 13)), gen_random_uuid(), md5(gen_random_uuid()::text),
    kind.id, '', 'No ' || i || ' ' || (ARRAY['가로등이 꺼져 있습니다',
    '보도블록이 깨졌습니다', '쓰레기가 쌓여 있습니다', '차도가 파였습니다'])[1 + i %% 4], '', '', '',
    ST_SetSRID(ST_MakePoint(ST_X(point) + (random() - 0.5) * 0.004, ST_Y(point) + (random() - 0.5) * 0.003), 4326),
    road || ' ' || main || ' 앞', road || ' ' || main || ' 앞 – No ' || i,
    '', gu || ' ' || road || ' ' || main, gu, dong, '{}', CASE WHEN closed THEN 'done' ELSE 'received' END,
    moderated, moderated = 'approved', false, 0, 0, 1, 'demo', '', '', '[]', at, at,
    CASE WHEN closed THEN least(at + random() * random() * interval '20 days', now()) END, at::date + 7,
    CASE WHEN i %% 97 > 0 THEN kind.department_id END, CASE WHEN i %% 97 > 0 AND i %% 3 = 1 THEN kind.handler END,
    CASE WHEN closed AND i %% 4 = 0 THEN random() < 0.8 END, CASE WHEN closed AND i %% 4 = 0 THEN 1 + i %% 5 END,
    true, 0, 0
FROM generate_series(1, %s) AS i CROSS JOIN size
    CROSS JOIN LATERAL (
        SELECT now() - i * interval '2 minutes' AS at, i > 60000 OR i %% 3 = 0 AS closed,
            CASE WHEN i %% 500 = 7 THEN 'spam' WHEN i < 60000 AND i %% 50 = 1 THEN 'pending' ELSE 'approved' END
                AS moderated
    ) AS made
    JOIN kind ON kind.nth = i %% kind.kinds
    JOIN spot ON spot.n = 1 + (i * 7919::bigint) %% size.spots
"""
