"""Faults of the taxonomy: a small sound one, and every way to spoil it."""

from __future__ import annotations

from pathlib import Path

import pytest

from signpost_indexer.taxonomy import read_taxonomy

SOUND = {
    "categories.yaml": """\
- id: physical
  label: Physical concerns
  definition: Your body.
  instead: Ask your GP.
""",
    "concerns.yaml": """\
- id: swelling
  label: Swelling
  category: physical
  definition: A swollen arm.
  instead: Ask your nurse.
  older:
    - {edition: "2012", label: Swollen arm}
  related: [cough]
  service_categories: [clinic]
  families: [lymphoedema]
- id: cough
  label: Cough
  category: physical
  definition: A cough.
  instead: Ask your GP.
""",
    "families.yaml": """\
families:
  - id: lymphoedema
    label: Swelling
    definition: Clinics.
    instead: Ask your nurse.
categories:
  - id: clinic
    label: Clinic
    family: lymphoedema
  - id: gp
    label: Your GP
    family: null
""",
    "cancer_types.yaml": """\
- id: blood
  label: Blood cancer
- id: leukaemia
  label: Leukaemia
  synonyms: [blood cells, leukemia]
  broader: blood
""",
    "urgent.yaml": """\
- id: breathless
  title: Trouble with breathing
  call: 999 now.
  text: If you cannot breathe, ring 999.
  concerns: [cough]
  source: Test
  min_score: 7
""",
    "phrases/physical.yaml": """\
swelling:
  phrases: [puffed up]
  clinical: [oedema]
""",
}


def written(folder: Path, changes: dict[str, str | None] | None = None) -> Path:
    for name, text in {**SOUND, **(changes or {})}.items():
        if text is not None:
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
    return folder


def faults(folder: Path) -> list[str]:
    _, problems = read_taxonomy(folder, lambda path: path.relative_to(folder).as_posix())
    return [str(problem) for problem in sorted(problems)]


def test_the_sound_taxonomy_has_no_fault(tmp_path: Path) -> None:
    scheme, problems = read_taxonomy(written(tmp_path), str)
    assert problems == []
    assert scheme is not None
    assert list(scheme.concern_by_id) == ["swelling", "cough"]
    assert scheme.phrases["swelling"].clinical == ("oedema",)


IDS = " See the ids in the taxonomy folder."
FAULTS = {
    "an unknown category": ("concerns.yaml", "category: physical", "category: phisical", "3:13: [0].category: 'phisical' is not a category. Did you mean 'physical'?"),
    "an unknown related concern": ("concerns.yaml", "[cough]", "[cogh]", "8:13: [0].related[0]: 'cogh' is not a concern. Did you mean 'cough'?"),
    "a concern related to itself": ("concerns.yaml", "[cough]", "[cough, swelling]", "8:20: [0].related[1]: 'swelling' is this concern itself. Take it out."),
    "an unknown service category": ("concerns.yaml", "[clinic]", "[clinc]", "9:24: [0].service_categories[0]: 'clinc' is not a service category. Did you mean 'clinic'?"),
    "an unknown family": ("concerns.yaml", "families: [lymphoedema]", "families: [zzz]", f"10:14: [0].families[0]: 'zzz' is not a family.{IDS}"),
    "an id used twice": ("concerns.yaml", "id: cough", "id: swelling", "11:7: [1].id: 'swelling' is used already. Every id stands for one thing: choose another."),
    "a concern with a category's id": ("concerns.yaml", "id: cough", "id: physical", "11:7: [1].id: 'physical' is used already. Every id stands for one thing: choose another."),
    "an id that is not kebab-case": (
        "concerns.yaml",
        "id: cough",
        "id: Bad Cough",
        "11:7: [1].id: 'Bad Cough' is not kebab-case: write small letters and digits, joined by single hyphens.",
    ),
    "an unknown key": ("concerns.yaml", "label: Swelling", "label: Swelling\n  lable: Swollen", "3:3: [0].lable: 'lable' is not a key that this may have. Did you mean 'label'?"),
    "an unknown key in a list of families": ("families.yaml", "instead:", "insted:", "5:5: families[0].insted: 'insted' is not a key that this may have. Did you mean 'instead'?"),
    "a missing key": ("concerns.yaml", "  definition: A cough.\n", "", "11:3: [1].definition: 'definition' is missing. Add it."),
    "a key with nothing after it": ("concerns.yaml", "definition: A cough.", "definition:", "14:14: [1].definition: Nothing is written here. Fill it in."),
    "a text for a list": ("concerns.yaml", "related: [cough]", "related: cough", "8:12: [0].related: Write a list here: [one, two], or one item a line, each after a dash."),
    "an unknown key in an older label": ("concerns.yaml", '{edition: "2012", label', '{edition: "2012", lable', "7:25: [0].older[0].lable: 'lable' is not a key that this may have. Did you mean 'label'?"),
    "a category's family unknown": ("families.yaml", "family: lymphoedema", "family: lymphedema", "9:13: categories[0].family: 'lymphedema' is not a family. Did you mean 'lymphoedema'?"),
    "an unknown part of families": ("families.yaml", "categories:", "kinds:", "6:1: kinds: 'kinds' is not a key that this may have. Allowed here: families, categories, id, label, definition, instead, family."),
    "a synonym under two cancers": (
        "cancer_types.yaml",
        "label: Blood cancer",
        "label: Blood cancer\n  synonyms: [Leukemia]",
        "6:27: [1].synonyms[1]: 'leukemia' stands already under 'blood'. Keep it under one.",
    ),
    "a synonym that is another cancer's name": ("cancer_types.yaml", "leukemia]", "Blood cancer]", "5:27: [1].synonyms[1]: 'Blood cancer' stands already under 'blood'. Keep it under one."),
    "an unknown broader cancer": ("cancer_types.yaml", "broader: blood", "broader: blod", "6:12: [1].broader: 'blod' is not a cancer type. Did you mean 'blood'?"),
    "a cancer broader than itself": ("cancer_types.yaml", "broader: blood", "broader: leukaemia", "6:12: [1].broader: 'leukaemia' ends up as broader than itself. Name a wider group, or null."),
    "an urgent concern unknown": ("urgent.yaml", "[cough]", "[coughs]", "5:14: [0].concerns[0]: 'coughs' is not a concern. Did you mean 'cough'?"),
    "a score above ten": ("urgent.yaml", "min_score: 7", "min_score: 11", "7:14: [0].min_score: '11' is out of range. Scores run from 0 to 10."),
    "a score below nought": ("urgent.yaml", "min_score: 7", "min_score: -1", "7:14: [0].min_score: '-1' is out of range. Scores run from 0 to 10."),
    "a quick exit that is neither true nor false": ("urgent.yaml", "min_score: 7", "quick_exit: sometimes", "7:15: [0].quick_exit: 'sometimes' is not true or false. Write one of them."),
    "a score in words": ("urgent.yaml", "min_score: 7", "min_score: seven", "7:14: [0].min_score: 'seven' is not a whole number. Write it in digits."),
    "phrases for an unknown concern": ("phrases/physical.yaml", "swelling:", "sweling:", "1:1: sweling: 'sweling' is not a concern. Did you mean 'swelling'?"),
    "an unknown key of phrases": ("phrases/physical.yaml", "phrases:", "phrase:", "2:3: swelling.phrase: 'phrase' is not a key that this may have. Did you mean 'phrases'?"),
    "a duplicate key": ("phrases/physical.yaml", "  clinical:", "  phrases:", "3:3: swelling.phrases: 'phrases' is written twice; it stands already on line 2. Keep one."),
    "a broken file": ("urgent.yaml", "title: Trouble", 'title: "Trouble', "2:10: A quotation mark is opened here and never closed."),
    "an empty file": ("urgent.yaml", SOUND["urgent.yaml"], "", "1:1: The file is empty."),
    "keys where a list belongs": ("urgent.yaml", SOUND["urgent.yaml"], "id: one\n", "1:1: Write a list here: [one, two], or one item a line, each after a dash."),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_of_the_taxonomy_is_told_with_its_place(fault: str, tmp_path: Path) -> None:
    name, sound, spoilt, told = FAULTS[fault]
    assert sound in SOUND[name]
    assert f"{name}:{told}" in faults(written(tmp_path, {name: SOUND[name].replace(sound, spoilt, 1)}))


def test_one_fault_gives_one_problem(tmp_path: Path) -> None:
    """Save where it has two sides: a key renamed is unknown and missing, a loop has two ends, an id that went is missed elsewhere."""
    two_sides = {"an unknown key in a list of families", "an unknown key in an older label", "an unknown part of families"}
    missed_elsewhere = {"an id used twice", "a concern with a category's id", "an id that is not kebab-case"}
    counts = {}
    for number, (fault, (name, sound, spoilt, _)) in enumerate(FAULTS.items()):
        folder = tmp_path / str(number)
        folder.mkdir()
        counts[fault] = len(faults(written(folder, {name: SOUND[name].replace(sound, spoilt, 1)})))
    assert {fault for fault, count in counts.items() if count != 1} == two_sides | missed_elsewhere


def test_a_loop_of_broader_cancers_is_told_at_each_of_its_links(tmp_path: Path) -> None:
    loop = "".join(f"- {{id: {one}, label: The {one}, broader: {broader}}}\n" for one, broader in [("a", "b"), ("b", "c"), ("c", "b"), ("d", "null")])
    told = faults(written(tmp_path, {"cancer_types.yaml": loop}))
    assert [line.split(":")[1] for line in told] == ["2", "3"]
    assert all("ends up as broader than itself" in line for line in told)


def test_phrases_of_one_concern_in_two_files_are_told(tmp_path: Path) -> None:
    folder = written(tmp_path, {"phrases/practical.yaml": "cough:\n  phrases: [hacking]\nswelling:\n  phrases: [big arm]\n"})
    assert faults(folder) == ["phrases/practical.yaml:3:1: swelling: 'swelling' has its phrases in phrases/physical.yaml already. Keep them in one file."]


@pytest.mark.parametrize("name", [name for name in SOUND if not name.startswith("phrases/")])
def test_a_missing_file_is_a_problem_and_there_is_no_scheme(name: str, tmp_path: Path) -> None:
    folder = written(tmp_path, {name: None})
    assert faults(folder) == [f"{name}:1:1: The file cannot be read: No such file or directory."]
    assert read_taxonomy(folder, str)[0] is None


def test_faults_of_several_files_are_all_told(tmp_path: Path) -> None:
    changes = {name: SOUND[name].replace("label:", "lable:", 1) for name in ("categories.yaml", "concerns.yaml", "families.yaml", "cancer_types.yaml")}
    told = faults(written(tmp_path, {**changes, "phrases/physical.yaml": "swelling: [puffed up]\n"}))
    assert {line.split(":")[0] for line in told} == {*changes, "phrases/physical.yaml"}
