-- The public reports of a period, without entries of campaigns and merged ones: one row in all, one a category, one a
-- gu. `took` and `waits` are working days; (day, nth) numbers the period's days by the working days until then.
WITH calendar AS (
    SELECT * FROM unnest(%(days)s::date[], %(nths)s::int[]) AS each (day, nth)
), report AS (
    SELECT category_id, gu, status, due_on, reopened, fixed, satisfaction,
        status = ANY(%(open)s) AS is_open, status = ANY(%(answered)s) AS is_answered,
        ended.day AS closed_on, ended.nth - begun.nth AS took, %(today_nth)s - begun.nth AS waits
    FROM community_report
    JOIN calendar AS begun ON begun.day = (created_at AT TIME ZONE %(zone)s)::date
    LEFT JOIN calendar AS ended ON ended.day = (closed_at AT TIME ZONE %(zone)s)::date
    WHERE published AND NOT follows_lead AND campaign_id IS NULL AND created_at >= %(since)s
)
SELECT grouping(category_id) = 0 AS of_category, grouping(gu) = 0 AS of_gu, category_id, gu,
    count(*) AS total,
    count(*) FILTER (WHERE is_open) AS open,
    count(*) FILTER (WHERE status = 'done') AS done,
    count(*) FILTER (WHERE status = 'refused') AS refused,
    count(*) FILTER (WHERE status = 'transferred') AS transferred,
    count(*) FILTER (WHERE is_answered) AS answered,
    count(*) FILTER (WHERE is_open AND due_on < %(today)s) AS late,
    count(*) FILTER (WHERE is_answered AND closed_on > due_on) AS answered_late,
    count(*) FILTER (WHERE reopened > 0) AS reopened,
    percentile_disc(0.5) WITHIN GROUP (ORDER BY took) FILTER (WHERE is_answered) AS median_days,
    percentile_disc(0.9) WITHIN GROUP (ORDER BY took) FILTER (WHERE is_answered) AS p90_days,
    max(waits) FILTER (WHERE is_open) AS longest_wait_days,
    count(fixed) AS judged,
    count(*) FILTER (WHERE fixed) AS fixed,
    count(satisfaction) AS rated,
    round(avg(satisfaction), 2)::float AS satisfaction
FROM report
GROUP BY GROUPING SETS ((), (category_id), (gu))
ORDER BY total DESC, category_id, gu
