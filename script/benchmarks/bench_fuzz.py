"""Throw junk at every address and at both OpenAPI descriptions; ends with 1 when anything is a server error.

script/bench fuzz [CASES] [SEED]    20,000 at every address and as many again by description
"""

import os
import subprocess
import sys
import time

import pytest

CASES = sys.argv[1] if len(sys.argv) > 1 else "20000"
SEED = sys.argv[2] if len(sys.argv) > 2 else str(int(time.time()))

os.environ |= {"FUZZ_CASES": CASES, "FUZZ_SEED": SEED}
# Pages name the static files that this makes.
subprocess.run([sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"], check=True)
print(f"seed {SEED}: give it as the second argument to see the same again")
# The suite's own end of a test that hangs (7 minutes) would come in the middle of these.
PATIENT = ["-o", "faulthandler_timeout=0"]
sys.exit(pytest.main(["-q", "-s", "-p", "no:cacheprovider", *PATIENT, "tests/mapsite/test_fuzz.py"]))
