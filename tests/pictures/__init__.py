"""Makes `screenshots/*.svg` from the simulator: ``python -m tests.pictures [NAME…]``.

Every cell comes from looks that this run made over the socket. The script sets scenario, speed and
clock; what nobody saw is not known, in the pictures too.
"""

BEGIN = 1_795_500_000.0  # any moment: the pictures shall not differ by the day they were made
