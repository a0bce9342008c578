"""What is learnt is learnt again when what it hangs on has changed, and only then."""

from __future__ import annotations

import ast
import errno
import os
from collections.abc import Callable
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import pytest

from signpost.concerns import Concern, ConcernScheme, Family, Phrases, Told, UrgentAdvice, UrgentTexts
from signpost.understanding import encoder
from signpost_indexer import generations, learning, learnt
from signpost_indexer.generations import write_generation
from signpost_indexer.learnt import code, keep_record, learnt_from, taken_over

SWELLING = Concern("swelling", "Swelling", "physical", "A limb that swells.", "Ask a nurse.", aliases=("Oedema",))
ADVICE = UrgentAdvice("bleeding", "Ring 999", "999", "Ring now.", "https://example.org/bleeding")
URGENT = UrgentTexts(("it will not stop bleeding",), ("my nose bled last year",), "swelling", {"cy": Told(("dwi'n gwaedu",))})
SCHEME = ConcernScheme(
    concerns=(SWELLING, replace(SWELLING, id="tired", label="Tired", aliases=())),
    phrases={"swelling": Phrases(("puffy arm",), ("lymphoedema",))},
    other_matters=("a plumber",),
    translated={"pl": {"swelling": ("spuchnięta ręka",)}},
    urgent=(ADVICE,),
    urgent_texts={"bleeding": URGENT},
)

TEACH_OTHERWISE: dict[str, ConcernScheme] = {
    "a phrase": replace(SCHEME, phrases={"swelling": Phrases(("puffy arm", "puffy leg"), ("lymphoedema",))}),
    "a word of the clinic": replace(SCHEME, phrases={"swelling": Phrases(("puffy arm",), ())}),
    "a phrase under another concern": replace(SCHEME, phrases={"tired": Phrases(("puffy arm",), ("lymphoedema",))}),
    "another matter": replace(SCHEME, other_matters=()),
    "a phrase in another language": replace(SCHEME, translated={"pl": {"swelling": ("obrzęk",)}}),
    "the language of a phrase": replace(SCHEME, translated={"cs": SCHEME.translated["pl"]}),
    "an alias": replace(SCHEME, concerns=(replace(SWELLING, aliases=()), SCHEME.concerns[1])),
    "the order of the concerns": replace(SCHEME, concerns=SCHEME.concerns[::-1]),
    "an urgent text": replace(SCHEME, urgent_texts={"bleeding": replace(URGENT, must=("blood everywhere",))}),
    "a text that only sounds urgent": replace(SCHEME, urgent_texts={"bleeding": replace(URGENT, must_not=())}),
    "an urgent text in another language": replace(SCHEME, urgent_texts={"bleeding": replace(URGENT, languages={})}),
    "whose services an emergency looks for": replace(SCHEME, urgent_texts={"bleeding": replace(URGENT, concern="tired")}),
}
TEACH_THE_SAME: dict[str, ConcernScheme] = {
    "a definition": replace(SCHEME, concerns=(replace(SWELLING, definition="Puffiness."), SCHEME.concerns[1])),
    "what helps": replace(SCHEME, concerns=(replace(SWELLING, families=("lymphoedema",), related=("tired",)), SCHEME.concerns[1])),
    "a family": replace(SCHEME, families=(Family("lymphoedema", "Lymphoedema", "Of swelling.", "Ask."),)),
    "the wording of urgent advice": replace(SCHEME, urgent=(replace(ADVICE, text="Ring at once."),)),
}


def learnt_once(index: Path, source: str) -> Path:
    """A whole generation with something learnt, which nobody reads here."""

    def write(aside: Path) -> None:
        (aside / "understanding" / "english").mkdir(parents=True)
        (aside / "understanding" / "english" / "numbers").write_bytes(b"1 2 3")
        keep_record(aside / "understanding", source)

    return write_generation(index, "first", {}, write) / "understanding"


@pytest.mark.parametrize("scheme", TEACH_OTHERWISE.values(), ids=TEACH_OTHERWISE)
def test_other_texts_are_another_source(scheme: ConcernScheme) -> None:
    assert learnt_from(scheme) != learnt_from(SCHEME)


@pytest.mark.parametrize("scheme", TEACH_THE_SAME.values(), ids=TEACH_THE_SAME)
def test_what_no_learning_reads_is_no_other_source(scheme: ConcernScheme) -> None:
    assert scheme != SCHEME
    assert learnt_from(scheme) == learnt_from(SCHEME)


def test_the_sentence_encoder_coming_or_going_is_another_source(monkeypatch: pytest.MonkeyPatch) -> None:
    before, there = learnt_from(SCHEME), encoder.installed()
    monkeypatch.setattr(encoder, "installed", lambda: not there)
    assert learnt_from(SCHEME) != before


@pytest.mark.parametrize("tool", generations.TOOLS)
def test_another_version_of_a_tool_is_another_source(monkeypatch: pytest.MonkeyPatch, tool: str) -> None:
    before, real = learnt_from(SCHEME), generations.version_of
    monkeypatch.setattr(generations, "version_of", lambda name: "0.0.1" if name == tool else real(name))
    assert learnt_from(SCHEME) != before


def test_a_changed_line_of_the_learning_code_is_another_source(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before, files = learnt_from(SCHEME), code()
    changed = tmp_path / "learning.py"
    changed.write_text(f"{Path(learning.__file__).read_text()}# changed\n")
    monkeypatch.setattr(learnt, "code", lambda: [changed if path.name == "learning.py" else path for path in files])
    assert learnt_from(SCHEME) != before


def test_all_code_that_learning_imports_is_part_of_the_source() -> None:
    elsewhere = {"signpost.concerns", "signpost.search.generation"}  # what the one holds is compared text by text; the other has its FORMAT
    own = [path for path in code() if path.parent == Path(learning.__file__).parent]
    imported = {node.module or "" for path in own for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.ImportFrom)}
    for module in {name for name in imported if name.startswith("signpost")} - elsewhere:
        spec = find_spec(module)
        assert spec
        assert Path(spec.origin or "") in code(), module


def test_a_new_generation_shares_the_files_of_the_one_that_learnt_the_same(tmp_path: Path) -> None:
    old = learnt_once(tmp_path, "source")
    assert taken_over(tmp_path / "new", "source", tmp_path)
    for name in ("english/numbers", "learnt_from"):
        assert (tmp_path / "new" / name).samefile(old / name)


@pytest.mark.parametrize("why", [errno.EXDEV, errno.EPERM, errno.EMLINK, errno.ENOTSUP], ids=errno.errorcode.get)
def test_where_the_file_system_cannot_link_files_are_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, why: int) -> None:
    def no_link(*_: object) -> None:
        raise OSError(why, os.strerror(why))

    old = learnt_once(tmp_path, "source")
    monkeypatch.setattr(os, "link", no_link)
    assert taken_over(tmp_path / "new", "source", tmp_path)
    assert (tmp_path / "new" / "english" / "numbers").read_bytes() == b"1 2 3"
    assert not (tmp_path / "new" / "learnt_from").samefile(old / "learnt_from")


def test_nothing_is_taken_over_from_another_source_or_an_index_without_generations(tmp_path: Path) -> None:
    assert not taken_over(tmp_path / "new", "source", tmp_path)
    learnt_once(tmp_path, "another source")
    assert not taken_over(tmp_path / "new", "source", tmp_path)
    assert not (tmp_path / "new").exists()


Damage = Callable[[Path], object]
DAMAGES: dict[str, Damage] = {
    "a file is gone": lambda old: (old / "english" / "numbers").unlink(),
    "a file is cut short": lambda old: (old / "english" / "numbers").write_bytes(b"1 2"),
    "a file is noise": lambda old: (old / "english" / "numbers").write_bytes(b"#####"),
    "the record is gone": lambda old: (old / "learnt_from").unlink(),
    "the record is binary": lambda old: (old / "learnt_from").write_bytes(b"\xff\xfe\x00sou"),
    "another part of the generation is there too many": lambda old: (old.parent / "stray").write_bytes(b""),
    "the manifest is gone": lambda old: (old.parent / "manifest.json").unlink(),
    "the manifest is noise": lambda old: (old.parent / "manifest.json").write_bytes(b"#"),
    "the generation has another's name": lambda old: old.parent.rename(old.parent.with_name("second")),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_nothing_is_taken_over_from_a_generation_that_is_not_whole(tmp_path: Path, damage: Damage) -> None:
    damage(learnt_once(tmp_path, "source"))
    assert not taken_over(tmp_path / "new", "source", tmp_path)
    assert not (tmp_path / "new").exists()
