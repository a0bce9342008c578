"""Who writes a text, from plain words: a professional about a patient, or somebody about a person close to them.

Nothing is learnt here: each pattern has its reason beside it, and where the words may be a patient's own, nobody is named.
Only English is read. What comes out makes an offer of help; it never changes a verdict.
"""

from __future__ import annotations

import re

CARER, PROFESSIONAL = "carer", "professional"

_ILL = r"(?:cancers?|tumours?|leukaemia|lymphoma|myeloma|melanoma|sarcoma|mets|secondaries|chemo\w*|radiotherapy|immunotherapy|mastectomy|hospice|palliative|terminal|dying)"
_TREATED = rf"(?:{_ILL}|diagnosis|treatments?|op|operation|surgery|scans?|biopsy|transplant|prognosis|meds|medication|stoma)"
_GROWN = (
    r"(?:(?:poor|dear|elderly|old|best|big|little|younger|older) )*"
    r"(?:mum|mam|mom|mother|dad|father|husband|hubby|wife|missus|partner|other half|fiancee?|boyfriend|girlfriend|brother|sister|nan|nana|gran|granny|"
    r"grandma|grandad|grandpa|auntie?|aunty|uncle|cousin|friend|mate|neighbour|parents)(?: in law)?"
)
_CHILD = r"(?:(?:little|wee|youngest|eldest|grown up) )*(?:son|daughter|lad|lass|boy|girl|child|bairn|wean|baby|toddler|grandson|granddaughter|niece|nephew)"
_BY_NAME = rf"(?:\b(?:my|our) |^){_GROWN}"  # "mum keeps falling", at the start of a clause, is somebody's mum as well
_CLOSE = rf"(?:{_BY_NAME}|\b(?:my|our) {_CHILD})"
_IS = r"(?:s|is|are|has|have|was|been|got|having|going|through|on|in|just|now|with|a|the|told|being|diagnosed|had)"
_NEEDS = r"(?:arms?|legs?|feet|hands?|skin|mouth|hair|appetite|breathing|memory|pain|sleep|mood|weight|bowels|swelling|carer|benefits)"

# Case and signs count here: 72M is a man of 72, 72m a distance.
_PROFESSIONAL = (
    r"(?i:\bpts?\b)",  # "pt c/o", "pt's wife": nobody else writes so of a person
    r"(?i:(?:\bc/o|\bo/e|\bh/o|\br/v|\bs/p|\bpmhx?|\bhx|\bnkda|\becog|\btwoc|\bsoboe?)\b)",  # abbreviations of the notes
    r"(?i:\b(?:my|our|a|this|another) patients?(?:['’]s)?\b(?! (?:transport|line|group|information|portal|advocate)))",
    r"(?i:\bservice users?\b)",
    r"\b(?:1[6-9]|[2-9]\d|10\d) ?[MF]\b",  # age and sex
    r"\b(?:1[6-9]|[2-9]\d|10\d) ?(?i:y/?o|yrs? old|year old) (?i:male|female|lady|gentleman|gent)\b",
    r"(?i:\bknown (?:\w+ ){0,2}(?:ca|cancer|mets)\b)",  # "known breast ca"
    r"(?:^|\s)\?(?=[A-Za-z]{3})",  # "?lymphoedema": a doubt, as notes write it
    r"\b\d{1,2}/52\b",  # weeks
)

# The words may be a patient's own, or an offer to carers would hurt.
_UNSURE = (
    rf"\bmy (?!{_GROWN}s?\b|{_CHILD}s?\b)(?:own |\w+ )?{_TREATED}\b",  # "my chemo", "my bowel cancer"
    rf"\bi(?:m|ve)?(?: am| was| {_IS})* (?:\w+ )?{_ILL}\b",  # "I have breast cancer"
    r"\bi(?:ve| was| have| am)?(?: just| been| got)* diagnosed\b",
    r"\b(?:when|after|once|if|since|while|until) (?:im|ive|i) (?:gone|die|not here|ill|in|on|was|got|had|have|having|became|start|started|fell|been)\b",
    r"\b(?:died|passed away|passed on|funeral|bereave\w*|widow\w*|grief|grieving|lost my|lost our|lost him|lost her|late (?:husband|wife|mum|dad))\b",  # grief has help of its own
    r"\b(?:hits?|hitting|abus\w+|violen\w+|threat\w*|controls|controlling|shouts?|scared of (?:him|her|my)|affair|cheat\w*|divorc\w*|argu\w+|sex|intimacy)\b",  # harm, and what lies between two
)

# Each is read within one clause. Those about a person say nothing when that clause says "me": then it is about the two of them.
_ABOUT_SOMEONE = (
    rf"{_CLOSE}s?(?: (?!had\b){_IS})* (?:(?!says?\b|said\b|thinks?\b|reckons\b|had\b)\w+ )?{_ILL}\b",  # "my dad's got lung cancer"; who had it once is another matter
    rf"{_CLOSE}s (?:\w+ )?{_TREATED}\b",  # "my wife's operation"
    rf"{_BY_NAME}s (?:\w+ )?{_NEEDS}\b",  # "my nan's legs". Children's everyday needs are a patient's worry too: not read
    rf"{_BY_NAME}s? (?:keeps?|cant|cannot|couldnt|wont|isnt|hasnt|doesnt|needs?|struggles?|gets|seems|feels|finds|is|not|has) (?!(?:a|my|the|had)\b)\w",
    rf"{_BY_NAME}s (?:not|so|very|really|always|too|just|getting|feeling|losing|struggling)\b",  # "my mum can't sleep", "dad's really breathless"
    rf"\b(?:can|could|will|should|does) my {_GROWN} (?:get|have|claim|see|go|take|drive|eat|drink|still)\b",
    rf"\bfor (?:my|our|a) {_GROWN}\b",  # "a wig for my mum"
    rf"\b(?:hes|shes|he is|she is|he has|she has)(?: {_IS})* (?:\w+ )?{_ILL}\b",
    rf"\b(?:his|her) (?:\w+ )?{_TREATED}\b",
)
_CARES = (
    r"\b(?:im|i am|ive been|ive become|as|being) (?:a|her|his|their|the) (?:(?:full time|main|unpaid|only|young) )?carer\b",
    r"\bi (?:\w+ ){0,2}?(?:look after|care for) (?!myself|kids|children|my kids|my children|our kids|our children)\w",
    r"\b(?:im|i am|ive been|i have been) (?:\w+ )?(?:looking after|caring for|nursing) (?!myself|my kids|my children|our kids|our children)\w",
    rf"\b(?:support|supporting|help|helping|comfort|comforting) (?:a |my )?(?:friend|someone|relative|loved one) (?:with|through|who has) (?:\w+ )?{_ILL}\b",
)

_CLAUSES = re.compile(r"[,.;:!?()\n]|\b(?:and|but|so|because|cos)\b")
_ME = re.compile(r"\b(?:me|us)\b")


def _any(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(patterns))


_WRITES_NOTES, _MAY_BE_THE_PATIENT, _WRITES_OF_SOMEONE, _SAYS_SO = map(_any, (_PROFESSIONAL, _UNSURE, _ABOUT_SOMEONE, _CARES))


def who_speaks(text: str) -> str | None:
    """`professional`, `carer` (family and friends too), or None: somebody for themselves, or nobody can tell."""
    if _WRITES_NOTES.search(text):
        return PROFESSIONAL
    folded = re.sub(r"['’`]", "", text.lower()).replace("-", " ")
    if _MAY_BE_THE_PATIENT.search(folded):
        return None
    return CARER if any(map(_tells_of_another, _CLAUSES.split(folded))) else None


def _tells_of_another(clause: str) -> bool:
    clause = clause.strip()
    return bool(_SAYS_SO.search(clause) or (_WRITES_OF_SOMEONE.search(clause) and not _ME.search(clause)))
