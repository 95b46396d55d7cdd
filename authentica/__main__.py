"""``python -m authentica``."""

import sys

from authentica.cli import main

sys.exit(main())
