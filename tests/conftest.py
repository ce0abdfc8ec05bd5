"""How properties are tested: no test may fail since the machine is slow."""

from hypothesis import settings

settings.register_profile("touchpoint", deadline=None)
settings.load_profile("touchpoint")
