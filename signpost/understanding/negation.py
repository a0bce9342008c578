"""What a text says is *not* the worry: `not worried about money, it's the loneliness` speaks of loneliness alone.

Only plain ways of saying so are read, within one clause. `Can't sleep`, `no appetite` and `not coping` name a worry, so a
lone "no" or "not" takes nothing away but the symptoms that notes rule out one by one (`no fever, nil nausea`).
"""

from __future__ import annotations

import re

_CLAUSES = re.compile(r"[,.;:!?()\n]|\s[-–—]\s|\b(?:but|however|though|although|yet|just|only|except|rather)\b")
_VERY = r"(?:really|at all|too|that|so|particularly|especially|even|overly|currently|now|actually)"
_WORRIED = r"(?:worried|bothered|fussed|concerned|anxious|scared|afraid|frightened|troubled|fazed|stressed|interested|struggling|worrying)"
_TROUBLE = r"(?:problems?|issues?|troubles?|concerns?|worry|worries|bother|complaints?|difficulty|difficulties|probs|change in)"
_FINE = r"(?:fine|ok|okay|good|great|grand|sorted|sound|covered|under control|all ?right|alright|not bad|no problem|settled|stable|well controlled|dealt with|nae bother|champion)"
_NOT = r"(?:not|isnt|aint|arent|wasnt|werent|never|no longer|nae|isnae|im no)"
_SYMPTOMS = (
    r"(?:(?:new |any |chest |back |abdo |abdominal |more |further )*(?:pain|nausea|vomiting|n v|sickness|fever|temp|temperature|bleeding|swelling|cough|sob|breathlessness|"
    r"diarrhoea|constipation|itch|itching|headaches?|rash|numbness|tingling|weakness|lymphoedema|oedema|falls|confusion|low mood|anxiety|depression|"
    r"weight loss|dysphagia|reflux|hot flushes|fatigue|pins and needles)\b(?: or | and | nor | )?)+"
)
_MORE = r"(?: (?:that|which|who|what|when|where|since|after|so|as)\b|$)"

# What is denied comes after these, up to the end of the clause ...
_AFTER = re.compile(
    "|".join(
        (
            rf"\b{_NOT} (?:{_VERY} )*{_WORRIED}\b",
            rf"\b(?:dont|doesnt|didnt|do not|does not|didnae|dinnae|never) (?:{_VERY} )*(?:(?:worry|fret|stress|mind)\b|(?:care about|need|require)\b(?! any(?:thing|one|more)))",
            rf"\b(?:no|nil|without|zero|hasnt any|havent any|havent got any|hasnt got any) (?:any |more |further |real |new |major )*{_TROUBLE}\b",
            r"\b(?:denies|denied|denying|nil)\b",
            r"\b(?:not|isnt) (?:about|looking for|after|asking about|asking for|here for|here about)\b",
            r"\b(?:its|it is|thats|it) (?:not|isnt) (?:the|my|his|her) \w+(?: \w+)?$",
            r"\b(?:sorted|got sorted with) (?:the|my|our|a|out)\b",
        )
    )
)
# ... before these, from its beginning ...
_BEFORE = re.compile(
    "|".join(
        (
            rf"\b{_NOT} (?:{_VERY} )*(?:the |a |an |my |his |her |our |what |much of a |any )?(?:real |main |big |biggest )*(?:{_TROUBLE}|worries me|bothers me|bothering me|worrying me)\b",
            rf"\b(?:is|are|was|were|all|been|seems?|feels?|going|doing|\w+ing|thats|its) (?:all |now |still |quite |very |pretty |perfectly |actually |absolutely )*{_FINE}{_MORE}",
            rf"^(?:\w+ ){{1,4}}(?:all )?(?:sorted|fine|ok|okay|under control){_MORE}",
            r"\b(?:cleared up|(?<!not )back to normal|healed nicely|all done|all cleared|all booked|already in place|gone down now|settled with)\b",
            r"\b(?:doesnt|dont|does not|do not|isnt) (?:really |even )?(?:bother|worry|worrying|bothering|trouble|faze) (?:me|us|him|her)\b",
        )
    )
)
# ... or within these.
_RULED_OUT = re.compile(rf"^no {_SYMPTOMS}|\bwithout {_SYMPTOMS}")
# `Not this, it's that`; but not `not sleeping, it's the pain`, where both are the worry.
_BUT_THAT = re.compile(
    r"\b(?:(?:im|i am|its|it is|it|hes|shes) )?(?:not|isnt|aint|dont feel) (?!\w+ing\b|well\b|able\b|right\b|sure\b|good\b|myself\b|just\b|only\b)[^,.;]{2,40}[,.;]? (?=(?:im|i am|its|i feel|more|hes|shes)\b)"
)


def without_denied(text: str) -> str:
    """The text without what it says is no worry; `""` when nothing is left."""
    folded = re.sub(r"['’]", "", text.lower())
    return " , ".join(clause for part in _CLAUSES.split(_BUT_THAT.sub(" ", folded)) if (clause := _kept(part.strip())))


def _kept(clause: str) -> str:
    end = 0
    for good in _BEFORE.finditer(clause):
        end = good.end()
    clause = clause[end:]
    denied = _AFTER.search(clause)
    return _RULED_OUT.sub("", clause[: denied.start()] if denied else clause).strip()
