"""How much each view of a text counts, and how much is enough: every weight and threshold of the model, with its reason.

`python -m bench.relevance --ingredients` shows what each view adds.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Concerns:
    """What adds up to how surely a text means each concern. Which emergency it tells of is weighed by the same views of its words."""

    bayes: float = 1.0  # of the root of a chance, so at most 1: the unit that the others are counted in
    nearest: float = 1.2  # of the nearest texts, whose cosine is at most 1: somebody was taught this very thing
    encoder: float = 1.0  # of its leaning: it knows words that no phrase holds, but phrases are many
    certain: float = 2.2  # the sum that a text has which is a phrase word for word (1.0 + 1.2): score 1


@dataclass(frozen=True, slots=True)
class Scope:
    """Is any concern meant at all? Four leanings are added up, in shares fitted on texts that had not been learnt from then."""

    gate: float = 0.25  # of its log-odds
    bayes: float = 0.4  # of the log-odds of the likeliest concern against "none of them"
    surest_bayes: float = 8.0  # log-odds beyond which Naive Bayes only repeats itself
    nearest: float = 5.0  # of how much nearer a phrase stands than a text on other matters: a difference of cosines, and small
    encoder: float = 3.0  # of its leaning, which is mostly less than 1 either way
    least: float = 2.0  # below it, one text in forty that means a concern is turned away, and nine in ten that mean none
    strange: float = 0.12  # no word known and no text this near: keyboard noise


@dataclass(frozen=True, slots=True)
class Danger:
    """Does it tell of an emergency? Three leanings are added up, in shares fitted in the same way."""

    gate: float = 0.7  # of its log-odds
    nearest: float = 6.5  # of how much nearer a text of danger stands than a calm one: again a small difference
    encoder: float = 0.0  # of its leaning: it hears danger wherever illness is spoken of
    least: float = 1.25  # set so that at most one calm text in a hundred raises an alarm, and at most one emergency in twenty is missed
    also: float = 0.9  # of the best emergency's sum: a second one that the text tells of as well
    most_rules: int = 2  # what to do now must be read at a glance
    sure: float = 0.9  # score of an emergency's concern where the words show no other


@dataclass(frozen=True, slots=True)
class Shown:
    """Which of the concerns are shown, and by what words."""

    least: float = 0.12  # score: no more than a word or two in common with some phrase
    least_of_best: float = 0.33  # share of the best score: what is a third as likely may be meant as well
    most_concerns: int = 6  # about as many as people have in a whole assessment (5.5)
    most_words: int = 3  # the telling ones, not the text over again
    telling: float = 0.4  # share of the most telling word's evidence that another word needs


@dataclass(frozen=True, slots=True)
class Scales:
    """All that a text is weighed by, for one body of texts that was learnt from."""

    concerns: Concerns = Concerns()
    scope: Scope = Scope()
    danger: Danger = Danger()
    shown: Shown = Shown()
    sure_of_language: float = 0.5  # chance: a misspelt English word shares some letters with most languages, and with none half of them
    as_taught: float = 0.93  # cosine with a text that was learnt from: nothing can say more about it than that text does
    denials: bool = True  # whether what a text says is no worry is left out
    long_enough: int | None = 60  # letters from which on a text's own words say all, and the encoder is not asked; None: it always is


IN_ENGLISH = Scales()
IN_OTHER_LANGUAGES = Scales(
    concerns=Concerns(encoder=3.0),  # it matters most where phrases are few
    scope=Scope(
        least=0.0,  # few texts teach what means none, so that less is asked
        strange=0.055,  # where phrases are few, a word that none holds is seldom noise
    ),
    danger=Danger(
        encoder=1.0,  # it matters here too where texts are few
        least=1.0,  # some more alarms than in English: few texts teach danger, and missing it is worse
    ),
    denials=False,  # only English ways of saying so are known
    long_enough=None,  # many of its words may be new
)
