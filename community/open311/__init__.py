"""Open311 GeoReport v2 (https://wiki.open311.org/GeoReport_v2/): discovery, services, requests; JSON and XML."""
