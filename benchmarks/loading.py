"""Prints the CPU seconds that loading one policy file takes, once its modules are imported."""

import sys
import time
from pathlib import Path

from checker.policy.loading.load import load

path = Path(sys.argv[1])
start = time.process_time()
loaded = load([str(path)], path.parent)
seconds = time.process_time() - start
if loaded.policy is None or loaded.mistakes:
    sys.exit("\n".join(map(str, loaded.mistakes)))
print(seconds)
