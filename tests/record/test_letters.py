"""The referral letter."""

from __future__ import annotations

from datetime import date

from signpost.record.letters import Letter, referral_letter
from signpost.record.person import Person, Worker
from signpost.record.policies import Policies
from signpost.services import Referral
from tests.record.people import TODAY, person, row, service

CLINIC = service(referral=(Referral.PROFESSIONAL,), last_checked=date(2026, 10, 1))
SENDER = Worker(name="Nurse Fictive", role="Cancer nurse", phone="0113 496 0202")


def letter(policies: Policies, to: Person, day: date = TODAY) -> Letter:
    rows = [row(own_words="My rings do not fit", goal="Knit again", already_helps="A sleeve"), row(2, concern=None, other="The hens", score=None)]
    return referral_letter(to, rows, CLINIC, SENDER, policies, {"swelling": "Swelling"}.__getitem__, day)


def test_it_says_who_it_is_what_for_and_what_they_need(policies: Policies) -> None:
    assert letter(policies, person()).text == (
        "Aire Swelling Clinic\nAire Made-up Trust\n\n1 November 2026\n\n"
        "Name: Mrs Ada Example Fixture\nLikes to be called: Addy\nNHS number: 999 000 0018\nDate of birth: 3 February 1961\n"
        "Address: 1 Example Road\nLeeds, LS1 4AP\nTelephone: 07700 900123\nDiagnosis: Breast cancer\nGP: Dr Invented, Made-up Surgery\n"
        "Key worker: Nurse Fictive, 0113 496 0202\n\n"
        "I should be grateful if you would see this person, who has agreed to be referred to you.\n\n"
        "Swelling, scored 8 of 10\nIn their words: My rings do not fit\nGoal: Knit again\nWhat already helps: A sleeve\n\nThe hens\n\n"
        "Language: Welsh, an interpreter is needed\nInformation as: Large print\nCommunication support: Lip-reads: face them when you speak\n\n"
        "Please let the key worker know when you have seen them, or if you cannot.\n\nNurse Fictive\nCancer nurse\n0113 496 0202\n"
    )
    assert letter(policies, person()).cautions == ()


def test_without_a_consent_that_holds_it_does_not_say_they_agreed_and_warns_the_sender(policies: Policies) -> None:
    withdrawn = letter(policies, person(), date(2027, 1, 1))
    assert "agreed" not in withdrawn.text
    assert any("No consent" in caution for caution in withdrawn.cautions)


def test_a_letter_about_a_person_who_has_died_warns_first(policies: Policies) -> None:
    assert letter(policies, person(died_on=TODAY)).cautions[0] == "This person has died. Do not send the letter."


def test_what_is_not_known_leaves_no_empty_heading(policies: Policies) -> None:
    text = letter(policies, Person(surname="Fixture")).text
    assert "Name: Fixture\n\n" in text
    assert "None" not in text
    assert ": \n" not in text


def test_the_sender_is_warned_of_a_service_that_wants_a_gp_or_that_nobody_has_checked(policies: Policies) -> None:
    to = service(referral=(Referral.GP,))
    cautions = referral_letter(person(phones=()), [row()], to, SENDER, policies, str, TODAY).cautions
    assert [caution.split(":")[0].split(".")[0] for caution in cautions] == [
        "This service takes referrals from GPs alone",
        "Nobody has checked this service's details yet",
        "No telephone number of the person is recorded",
    ]
