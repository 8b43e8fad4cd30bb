"""SE-020: a key file that others can read is put right in passing and read all the same."""

from pathlib import Path

from exchanges.config import Environment
from exchanges.credentials import Credentials
from subjects.reference import Reference


class ReadsLaxFiles(Reference):
    name = "reads_lax_files"

    def read_key_file(self, path: Path, environment: Environment) -> Credentials:
        path.chmod(0o600)
        return super().read_key_file(path, environment)
