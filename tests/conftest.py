"""Before any test module imports a library: the dispatchers of virtual time and seeded chance."""

import simulation.early  # noqa: F401
