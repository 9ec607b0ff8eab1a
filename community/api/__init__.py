"""What machines take away: map data, open data files, feeds and the JSON API. All of it through the public layers."""
