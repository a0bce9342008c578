"""Who writes: somebody about a person close to them, a professional, or somebody for themselves."""

from __future__ import annotations

import pytest

from signpost.understanding.speaker import who_speaks

CARERS = (
    "my mum cant get up the stairs any more",
    "My husband keeps dropping off in his chair all day",
    "dad's got prostate cancer and he won't talk to anyone",
    "my wife’s operation is next week, who does the cooking",
    "mum not eating",
    "our daughter has leukaemia",
    "I look after my brother and I am worn out",
    "I'm her full-time carer and never get a day off",
    "my nan's legs are leaking",
    "can my dad get help with the parking",
    "a wig for my sister",
    "she's on chemo and I don't know what to cook",
    "his radiotherapy has made him sore",
    "how do I support a friend with cancer",
    "ive been caring for my partner since spring",
    "my mother-in-law is getting very confused, it wears me out",
    "my best friend is dying",
    "My mum and dad keep arriving late as the bus is no good, dad is really breathless",
)
PROFESSIONALS = (
    "pt c/o itching since cycle 2",
    "pt's wife struggling, any respite?",
    "72M lives alone, off legs",
    "known breast ca, arm heavy",
    "58 y/o lady, low mood",
    "?lymphoedema left leg",
    "I have a patient who cannot pay for heating",
    "day 10, 3/52 of hiccups",
    "service user asking about a will",
    "PMHx COPD, needs oxygen at home",
)
NEITHER = (
    "i cant sleep",
    "my arm is swollen",
    "how do I tell my mum I have cancer",
    "my husband doesn't understand me",
    "my wife does everything since my diagnosis and she is shattered",
    "my daughter is clingy",
    "who feeds my kids while I'm in hospital",
    "my mum died in June",
    "my mum had breast cancer and I worry I will get it",
    "my partner is controlling and I am frightened",
    "we argue all the time, my husband is so moody",
    "I need a carer in the mornings",
    "patient transport to the hospital",
    "my wife is a nurse",
    "my friend says chemo is poison",
    "my son can't cope when I go for chemo, my chemo is on Mondays",
    "i want to meet someone with breast cancer",
    "what happens to my wife when I'm gone",
    "the shop is 72m away",
    "money for bills?",
    "nie mogę spać",
    "",
)


@pytest.mark.parametrize("text", CARERS)
def test_somebody_asks_for_a_person_close_to_them(text: str) -> None:
    assert who_speaks(text) == "carer"


@pytest.mark.parametrize("text", PROFESSIONALS)
def test_a_professional_writes_as_notes_are_written(text: str) -> None:
    assert who_speaks(text) == "professional"


@pytest.mark.parametrize("text", NEITHER)
def test_where_the_words_may_be_a_patients_own_nobody_is_named(text: str) -> None:
    assert who_speaks(text) is None
