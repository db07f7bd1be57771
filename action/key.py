"""Names what the wheels in the cache depend on: the lock, and the Python that they are for."""

import hashlib
import sys
from pathlib import Path

digest = hashlib.sha256(Path(__file__).with_name("requirements.txt").read_bytes()).hexdigest()
sys.stdout.write(f"key={sys.version_info.major}.{sys.version_info.minor}-{digest}\n")
