"""The words that promises are made of, in normal form, and the topic of each action.

A topic joins what a promise says ("I'll look into it") with what a later report says ("I've checked"): only a report, or a new
promise, of the same topic speaks of the same action.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

__all__ = [
    "ABLE", "ADVERBS", "ARRIVALS", "BEING", "COMPANY", "CUSTOMER_PASSIVES", "DEPARTMENTS", "EMPTY_VERBS", "LIGHT_VERBS", "OBJECT_TOPICS", "ON_THE_MOVE",
    "PERSONAL_TOPICS", "RELATED", "REQUESTS", "STATES", "THIRD_PARTIES", "TOPIC_OF", "WISHES", "bases", "topic_of",
]  # fmt: skip

_TOPICS = {
    "look": "look check investigate review examine dig see track verify research search trace analyze analyse diagnose reproduce "
    "test explore inspect study consider find explain locate clarify confirm assess evaluate",
    "contact": "contact call ring phone email mail reply respond answer reach follow let update notify inform tell keep text message "
    "touch hear dm pm back revert advise announce return write speak meet",
    "send": "send ship dispatch despatch post deliver provide share give bring drop mail-out supply resend hand arrange "
    "organise organize book schedule rebook get receive arrive reach-out prepare reserve",
    "pass": "pass forward escalate raise report relay file log submit feed flag assign transfer redirect connect request ask mention "
    "open record note recommend suggest",
    "fix": "fix resolve sort repair correct solve address rectify patch restore improve mend remedy straighten handle "
    "clear troubleshoot deal ensure make work",
    "refund": "refund credit reimburse pay compensate repay process issue reverse apply charge waive honor honour",
    "cancel": "cancel stop close delete terminate remove disable block unsubscribe void withdraw",
    "change": "change amend edit adjust extend reset move switch replace exchange upgrade modify set activate enable "
    "unlock reopen swap renew add put include create install register",
    "release": "release launch implement publish roll introduce build develop bring-out support land push merge deploy support-for expand",
    "help": "help assist aid guide walk accommodate try take do offer care serve attend",
    "travel": "depart leave board fly take-off resume start begin open push-back go",
}
TOPIC_OF: Mapping[str, str] = MappingProxyType(
    {verb: topic for topic, verbs in _TOPICS.items() for verb in verbs.split()}
)
"""Topic by the base form of a verb."""

_IRREGULAR = MappingProxyType(
    {
        "sent": "send", "resent": "resend", "gave": "give", "given": "give", "got": "get", "gotten": "get", "made": "make",
        "put": "put", "found": "find", "seen": "see", "saw": "see", "told": "tell", "kept": "keep", "rang": "ring", "rung": "ring",
        "spoke": "speak", "spoken": "speak", "heard": "hear", "wrote": "write", "written": "write", "brought": "bring",
        "built": "build", "took": "take", "taken": "take", "did": "do", "done": "do", "paid": "pay", "dealt": "deal", "left": "leave",
        "flew": "fly", "flown": "fly", "began": "begin", "begun": "begin", "met": "meet", "went": "go", "gone": "go", "dug": "dig",
        "fed": "feed", "set": "set", "let": "let", "reached": "reach", "had": "have", "has": "have",
    }
)  # fmt: skip

PERSONAL_TOPICS = frozenset(("look", "contact", "help", "pass"))
"""Topics that the writer sees to in person; the others are the firm's doing unless the writer says "I"."""

ADVERBS = frozenset(
    """
    also just now then definitely certainly surely gladly happily personally immediately quickly shortly soon still
    always absolutely of course only probably likely hopefully even again promptly directly currently actively already
    actually simply first next be definately both all continue to continuing either in turn
    """.split()
)
"""Words that may stand between "will" and its verb."""

EMPTY_VERBS = frozenset(
    """
    need want have see know love like appreciate miss remember strive say admit assume hope think welcome wait be depend
    never require understand prefer recommend suggest become remain stay cost mean
    """.split()
)
"""Verbs that promise nothing after "I will" or "we will"."""

REQUESTS = frozenset(
    """
    dm pm send share provide give let drop confirm reply message follow email tell click fill submit call contact pop
    forward include attach supply state respond direct check open visit advise shoot write reach note file post try text
    add select join complete use log go hit meet head bring take return ring upload fax report
    """.split()
)
"""Imperatives that ask the customer for something."""

WISHES = frozenset("see hear welcome serve enjoy understand helps help meet host greet stay keep".split())
"""What is wished, not promised, after "hope to"."""

ARRIVALS = frozenset(
    """
    arrive reach receive land depart board leave appear show get hear ship come return resume begin start open go have
    take launch update see clear drop finish complete post follow run work
    """.split()
)
"""What parcels, refunds, flights and updates do, in base form."""

COMPANY = frozenset(
    """
    team teams department departments colleague colleagues specialist specialists expert experts agent agents
    representative representatives rep reps engineer engineers developer developers devs crew technicians technician
    staff office management manager managers someone somebody supervisor support service warehouse company relations
    desk shop store branch advisor adviser advisors advisers group member folks people one services crews pilot pilots
    mechanics employee employees associate associates leader leaders leadership moderator moderators officer officers
    reception concierge
    """.split()
)
"""Subjects that are the firm or part of it."""

DEPARTMENTS = frozenset(
    """
    accounting accounts billing catering dispatch facilities finance garage grooming hr housekeeping kitchen lab laboratory legal logistics
    maintenance payroll pharmacy purchasing sales security workshop
    """.split()
)
"""Parts of the firm whose names are those of other things too: "your accounts", "the security of it"."""

THIRD_PARTIES = frozenset(
    """
    courier couriers carrier bank banks driver seller sellers vendor merchant ups fedex dhl usps hermes provider
    manufacturer landlord insurer partner partners paypal visa apple google microsoft amazon yodel evri isp postman
    """.split()
)
"""Subjects outside the firm."""


ON_THE_MOVE = frozenset(
    "arriving boarding departing landing leaving coming moving airborne pulling wheels headed underway rolling".split()
)
"""What travellers, flights and parcels will soon be."""

ABLE = frozenset(("can", "could"))
BEING = frozenset(("is", "are", "'s"))

LIGHT_VERBS = frozenset(["get", "have", "take", "make", "give", "do", "be", "keep", "put", "bring", "set", "go"])
"""Verbs whose object says what is done: "take a look", "get it sorted", "have them call you"."""

OBJECT_TOPICS: Mapping[str, str] = MappingProxyType(
    {
        word: topic
        for topic, words in (
            ("look", "look peek checked investigated looked reviewed"),
            ("contact", "touch back posted updated informed call reply response answer update updates email word loop"),
            ("pass", "consideration account note escalated passed forwarded logged suggestion"),
            (
                "fix",
                "sorted fixed resolved repaired corrected restored solved sort handled right working ready available care",
            ),
            ("send", "sent shipped delivered posted dispatched email"),
            ("refund", "refunded credited refund credit"),
            ("change", "changed updated replaced replacement booked"),
            ("cancel", "cancelled canceled removed"),
            ("travel", "way gate moving rolling air plane airborne boarding boarded board sky home out headed"),
            ("help", "help"),
        )
        for word in words.split()
    }
)
"""Topic by a word after a light verb."""

RELATED: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "look": frozenset(("look", "fix", "help", "pass")),
        "help": frozenset(("help", "look", "fix", "contact")),
        "contact": frozenset(("contact", "help")),
        "travel": frozenset(("travel",)),
    }
)
"""By topic, what a later promise may speak of to promise the same again: who would look into it will now fix it."""

STATES = frozenset(
    """
    here there back available ready with out up live done over in on complete right off home away
    """.split()
)
"""What things and people will be: "it will be back", "she will be with you"."""

CUSTOMER_PASSIVES = frozenset(
    """
    refunded credited contacted notified reimbursed informed compensated rebooked called updated emailed
    """.split()
)
"""What is done to the customer by the firm."""


def bases(word: str) -> tuple[str, ...]:
    """Return what a form may be the inflection of, likeliest first."""
    found = [_IRREGULAR.get(word, word)]
    for ending in ("ing", "ed"):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            stem = word.removesuffix(ending)
            found += [stem, stem + "e"]
            if stem[-1] == stem[-2]:
                found.append(stem[:-1])
            if stem[-1] == "i":
                found.append(stem[:-1] + "y")
    if word.endswith("s") and len(word) > 3:
        found += [word[:-1], word[:-2]]
    return tuple(found)


def topic_of(word: str) -> str | None:
    """Return the topic of a verb in any form, or None where it has none."""
    for base in bases(word):
        if base in TOPIC_OF:
            return TOPIC_OF[base]
    return None
