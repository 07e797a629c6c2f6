"""The pictures' tests of money share invented traces and pages of them."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
