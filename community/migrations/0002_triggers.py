from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"

UNDO_HISTORY = """
DROP TRIGGER append_only ON community_reportevent;
DROP FUNCTION community_history_is_append_only();
"""
UNDO_CELLS = """
DROP TRIGGER forget_cells ON community_report;
DROP FUNCTION community_forget_cells();
DROP TRIGGER count_report ON community_report;
DROP FUNCTION community_count_report();
DROP FUNCTION community_count(community_report, integer);
DROP FUNCTION community_cell_x(double precision, integer);
DROP FUNCTION community_cell_y(double precision, integer);
DROP TABLE community_cell;
"""


class Migration(migrations.Migration):
    dependencies = [("community", "0001_initial")]
    operations = [
        migrations.RunSQL((SQL / "history.sql").read_text(), UNDO_HISTORY),
        migrations.RunSQL((SQL / "cells.sql").read_text(), UNDO_CELLS),
    ]
