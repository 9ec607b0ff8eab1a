"""What leaves the site for machines: whose answers are open to scripts of other sites, and the shape of files."""
