"""Seeds of random tests: the same in every run unless TEST_SEED says otherwise, and always printed.

TEST_SEED=random looks for something new, TEST_SEED=<number> repeats what a run printed.
"""

import os
import random
import zlib


def seed_of(name: str) -> int:
    """name: of the test, so that two tests do not walk in step."""
    wanted = os.environ.get("TEST_SEED", "")
    if wanted == "random":
        seed = random.SystemRandom().randrange(2**32)
    else:
        seed = int(wanted) if wanted else zlib.crc32(name.encode())
    print(f"seed {seed} (TEST_SEED={seed} repeats it)")
    return seed
