"""``python -m authentica.cli``."""

import sys

from authentica.cli import main

sys.exit(main())
