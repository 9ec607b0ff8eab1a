from django.conf import settings
from django.templatetags.static import static


def site(request) -> dict:
    """What every page may say about the city and its basemap. `map_settings` is read by static/js/map/map.js."""
    return {
        "city_name": settings.CITY_NAME,
        "site_url": settings.SITE_URL,
        "map_settings": {
            "centre": settings.CITY_CENTRE,
            "bounds": settings.CITY_BOUNDS,
            "tileUrl": settings.TILE_URL,
            "tileAttribution": settings.TILE_ATTRIBUTION,
            "pmtilesUrl": static(settings.BASEMAP),
            "districtsUrl": static(settings.BASEMAP_DISTRICTS),
        },
    }
