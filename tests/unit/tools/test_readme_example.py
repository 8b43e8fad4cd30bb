"""The README's own example, scored as a stranger would score it."""

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]


def test_the_example_of_the_readme_is_scored_from_outside_the_repository(tmp_path: Path) -> None:
    blocks = re.findall(r"```python\n(# mine\.py\n.*?)```", (ROOT / "README.md").read_text(), re.S)
    (tmp_path / "mine.py").write_text(blocks[0])
    report = tmp_path / "report.json"
    arguments = ["--subject", "./mine.py", "--suite", "market_data_integrity", "--save-report", str(report)]

    done = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "run_readiness.py"), *arguments],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    outcomes = {item["id"]: item["outcome"] for item in json.loads(report.read_text())["items"]}

    assert "Traceback" not in done.stdout + done.stderr
    assert outcomes["MD-090"] == "passed"  # it keeps Decimal
    assert outcomes["MD-060"] == "failed"  # it does not look at trade ids
    assert outcomes["MD-070"] == "failed"  # nor does it connect again
    assert outcomes["MD-010"] == "inapplicable"  # it has no book
