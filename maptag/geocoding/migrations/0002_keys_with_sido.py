from django.db import migrations

# Keys of the normal form alone were those of every 중구. What the roads were called before is kept as a hash only:
# so the 시도 is hashed over the hash.
WITH_SIDO = """
UPDATE geocoding_roadaddress
SET key = hashtextextended(sido, key), previous_key = hashtextextended(sido, previous_key);
UPDATE geocoding_lot SET key = hashtextextended(sido, key);
"""


class Migration(migrations.Migration):
    dependencies = [("geocoding", "0001_initial")]

    operations = [migrations.RunSQL(WITH_SIDO)]
