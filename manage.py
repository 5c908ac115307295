#!/usr/bin/env python
"""Django's own commands, on DATABASE_URL or on the embedded database of SILIAN_DATA_DIR."""

import sys

from django.core.management import execute_from_command_line

from silian.config.database import prepared

if __name__ == "__main__":
    with prepared():
        execute_from_command_line(sys.argv)
