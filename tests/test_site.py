"""The documentation: generated pages are up to date, the site builds, the notebook and the examples run."""

from __future__ import annotations

import logging
import re
import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import patience

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
GUIDES = sorted([DOCS / "tutorial.md", *DOCS.glob("howto/*.md")])


@pytest.fixture(scope="module")
def generated() -> dict[str, Callable[[], str]]:
    pages: dict[str, Callable[[], str]] = runpy.run_path(str(DOCS / "make_reference.py"))["PAGES"]
    return pages


@pytest.mark.parametrize("name", ["python.md", "model.md", "kinds.md", "forms.md"])
def test_reference_pages_are_what_make_docs_writes(
    generated: dict[str, Callable[[], str]], name: str
) -> None:
    assert set(generated) == {path.name for path in (DOCS / "reference").glob("*.md")}
    assert (DOCS / "reference" / name).read_text(encoding="utf-8") == generated[name](), "run: make docs"


def test_the_site_builds_without_a_warning(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    from mkdocs.commands.build import build  # noqa: PLC0415
    from mkdocs.config import load_config  # noqa: PLC0415

    with caplog.at_level(logging.WARNING, "mkdocs"):
        build(load_config(str(ROOT / "mkdocs.yml"), site_dir=str(tmp_path)))
    assert not [r.getMessage() for r in caplog.records if r.name.startswith("mkdocs")]
    assert "[[feed]]" in re.sub(r"<[^>]+>", "", (tmp_path / "howto" / "watch" / "index.html").read_text())
    assert (tmp_path / "notebook.ipynb").exists()
    home = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert not re.findall(r"(?:src|href)=\"https?://(?!example|squidfunk)[^\"]+\.(?:js|css|woff2?)", home)


@pytest.mark.parametrize("guide", GUIDES, ids=lambda p: p.stem)
def test_commands_and_options_in_the_guides_exist(guide: Path) -> None:
    from warledger.cli.describe import describe  # noqa: PLC0415

    known = {c.path: " ".join(written for written, _ in c.parameters) for c in describe()}
    text = guide.read_text(encoding="utf-8").replace("/opt/warledger/.venv/bin/", "")
    called = re.findall(r"^(?:ExecStart=)?(warledger [^\n#]*)", text, flags=re.M)
    called += re.findall(r"`(warledger [^`]*)`", text)
    for line in called:
        words = re.split(r"&&|\|", line)[0].split()
        path = next((p for n in (3, 2) if (p := " ".join(words[:n])) in known), "")
        assert path, line
        for option in re.findall(r"\s(--?[a-z][a-z-]*)", re.sub(r"\"[^\"]*\"", "", line)):
            assert re.search(rf"(^|[\s,]){option}\b", known[path]), f"{path} has no {option}"


def test_the_codebook_and_the_parties_of_the_guide_are_taken(
    warledger: Callable[..., Any], tmp_path: Path
) -> None:
    blocks = re.findall(r"```yaml\n(.*?)```", (DOCS / "howto" / "extend.md").read_text(), flags=re.S)
    kinds, parties = tmp_path / "mine.yaml", tmp_path / "parties.yaml"
    kinds.write_text(blocks[0], encoding="utf-8")
    parties.write_text(blocks[1], encoding="utf-8")
    assert warledger("codebook", "check", kinds).code == 0
    report = tmp_path / "report.txt"
    report.write_text("The Sample Brigade quarantined the town of Saraqib on Saturday.", encoding="utf-8")
    ran = warledger(
        "code", report, "--date", "2024-12-01", "--codebook", kinds, "--actors", parties, "-f", "json"
    )
    assert '"kind": "quarantine"' in ran.out
    assert '"my-brigade"' in ran.out


def test_the_notebook_runs() -> None:
    import nbformat  # noqa: PLC0415
    from nbclient import NotebookClient  # noqa: PLC0415

    notebook = nbformat.read(DOCS / "notebook.ipynb", as_version=4)
    assert not any(cell.get("outputs") for cell in notebook.cells), "clear the outputs before committing"
    waits = dict.fromkeys(("timeout", "startup_timeout", "iopub_timeout"), int(patience.SECONDS))
    NotebookClient(notebook, kernel_name="python3", **waits).execute()
    tables = [
        output["data"]["text/html"]
        for cell in notebook.cells
        for output in cell.get("outputs", ())
        if "text/html" in output.get("data", {})
    ]
    assert len(tables) >= 4
    assert "Khartoum" in "".join(tables)
