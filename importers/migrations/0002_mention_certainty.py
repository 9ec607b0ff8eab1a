from django.db import migrations, models

# What a letter said of answers that were given before; a place's own point (place, exit, crossing) was as sure as its
# name. Candidates and mentions alike.
BACKFILL = """
CREATE FUNCTION pg_temp.said(grade text, position_type text, flags jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
  SELECT jsonb_build_object('certainty', CASE
      WHEN grade = '' THEN 'by_person'
      WHEN grade = 'A1' THEN 'as_written' WHEN grade = 'A2' THEN 'by_rule' WHEN grade = 'B' THEN 'repaired'
      WHEN grade = 'E' THEN 'ambiguous' WHEN grade = 'F' THEN 'unknown'
      WHEN grade = 'C' OR flags ? 'anchor' OR flags ? 'dong_only' OR flags ? 'neighbour' THEN 'estimated'
      WHEN position_type IN ('place', 'exit', 'crossing', 'segment', 'area', 'dong', 'gu') THEN 'by_name'
      ELSE 'estimated' END,
    'precision', CASE
      WHEN grade = 'C' THEN 'nearby' WHEN grade <> 'D' THEN 'exact'
      WHEN position_type IN ('place', 'exit', 'crossing') THEN 'spot'
      WHEN position_type IN ('segment', 'area', 'gu') OR position_type = 'dong' AND NOT flags ? 'dong_only' THEN 'extent'
      ELSE 'centre' END)
$$;
UPDATE importers_mention AS mention
SET certainty = said->>'certainty', precision = said->>'precision',
  candidates = (SELECT coalesce(jsonb_agg(one || pg_temp.said(one->>'grade', one->>'position_type', one->'flags') ORDER BY at), '[]')
                FROM jsonb_array_elements(mention.candidates) WITH ORDINALITY AS listed(one, at))
FROM (SELECT id, pg_temp.said(grade, coalesce(candidates->0->>'position_type', ''), match_flags) AS said FROM importers_mention) AS letters
WHERE letters.id = mention.id AND mention.grade <> '';
"""


class Migration(migrations.Migration):
    dependencies = [("importers", "0001_initial")]

    operations = [
        migrations.AddField("mention", "certainty", models.CharField(blank=True, default="", max_length=12), False),
        migrations.AddField("mention", "precision", models.CharField(blank=True, default="", max_length=8), False),
        migrations.AlterField(
            "mention",
            "grade",
            models.CharField(blank=True, help_text="as printed; nothing is decided by it", max_length=2),
        ),
        migrations.RunSQL(BACKFILL),
    ]
