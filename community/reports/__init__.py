"""One report in detail: its title, what changed in it, what its reporter corrects, the files of an answer."""
