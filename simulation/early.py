"""Import this before any library that keeps time: ``import simulation.early``."""

from simulation.installation import install

install()
