#!/usr/bin/env python3
import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mapsite.settings")
    from mapsite.operation.output import ending_with_its_reader
    from mapsite.operation.private_database import apply_defaults

    apply_defaults(os.environ)
    from django.core.management import execute_from_command_line

    with ending_with_its_reader():
        execute_from_command_line(sys.argv)
