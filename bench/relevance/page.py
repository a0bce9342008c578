"""docs/reference/relevance.md: the figures, what they mean, and how to make them anew. Nothing in it depends on the machine."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from bench.relevance.tables import Table, markdown

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "relevance.md"

_OPENING = """# Relevance

<!-- Made by `python -m bench.relevance --write`. Change what it is made from, not this page. -->

How often the words are understood, the right services stand first and the plans are short, by the judged sets of `tests/relevance/`.
**No clinician stands behind the judgements**, and each set has one author. [What the sets are](../../tests/relevance/README.md). `queries` are
development texts that are read while the work goes on, and do not come with Signpost.

```
make relevance                                       # these figures, from the files as they are
.venv/bin/python -m bench.relevance --misses         # and every miss, with what came instead
.venv/bin/python -m bench.relevance --by-concern     # and every concern
.venv/bin/python -m bench.relevance --texts FILE     # and judged texts of your own
.venv/bin/python -m bench.relevance --without-encoder # as where the sentence encoder is not installed
.venv/bin/python -m bench.relevance --ingredients    # and what is left without each part of the understanding
.venv/bin/python -m bench.relevance --write          # all of it, kept as this version's, and this page
```
"""

_MEANINGS = """## What the measures mean

Grades: 3 exactly this concern, 2 clearly also, 1 acceptable. *Wanted* are grades 3 and 2; where a text has neither, its grade 1.

- **recall@1, recall@3**: share of the wanted concerns among the first one or three, of as many as could stand there.
- **exact@1**: the first concern is one of the highest grade.
- **nDCG@5**: worth of the first five in their order (a grade 3 is worth 7, a 2 worth 3, a 1 worth 1; later places less), of the most possible.
- **precision@3**: share of the first three that carry any grade; 0 when nothing came.
- **out-of-scope precision**: share of the texts on other matters that brought neither a concern nor urgent advice.
- **urgent recall**: share of the emergencies that bring urgent advice. They count for nothing else above.
- **urgent false alarms**: share of the other texts that do (without those where advice does no harm). **Trap false alarms**: of those that only sound like one.
- **services**: for a concern and a place, against what a good nurse would want first. nDCG@5 is over ids of services.
- **assessments**: whole assessments. *Without a plan* is the first service of each concern that takes the person, each counted once. What is not near counts
  as far as the radius asked, as it does in a plan.
- **without one part at a time**: the same texts with one part of the understanding switched off. *Naive Bayes* and *the nearest texts* are the two views of
  a text's words; *the gates* ask whether it means any concern, and whether it tells of danger; *denials* are what it says is no worry. Without *phrases in other
  languages* the encoder alone reads those (it has learnt from a few phrases of each language all the same). Here they are all to be had; without the
  *sentence encoder* is as Signpost is where the extra `semantic` is not installed.
- **95 % interval**: where the figure would mostly lie with other cases of the same kind (1,000 resamples). It knows nothing of what an author never thought of,
  and where every case went the same way it has no width.
"""


def page(history: Table, tables: Iterable[Table]) -> str:
    parts = [_OPENING, f"{markdown(history)}\n", _MEANINGS, *(f"{markdown(table)}\n" for table in tables)]
    return "\n".join(parts)
