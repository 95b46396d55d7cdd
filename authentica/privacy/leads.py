"""What introduces a name: what stands before it, and what people do behind theirs. Each is linear in the text."""

from __future__ import annotations

import re

from authentica.privacy.spans import WALL

__all__ = [
    "ACTING", "APPOSED", "BUSY", "DASHED", "GREETING", "INTRODUCING", "MEDIUM", "OPENS_SENTENCE", "QUESTION",
    "SENDER", "SIGNED", "SIGN_OFF", "SPOKEN_TO", "STRONG", "THANKING", "TIMED", "TITLED",
]  # fmt: skip

_TITLE = r"mrs?|sra?(?=\.)|ms|miss|mx|mme|mlle|dr|prof(?:essor)?|herr|frau|monsieur|madame|señora?|senhora?|signora?|dhr|mevrouw"
# What stands right before a name. Strong leads are hardly ever followed by anything else; weak ones often are. Each ends where
# a word does: "my name is", neither "my name isn't" nor "my namesake"; what a role says in a transcript is no name.
STRONG = re.compile(
    r"\b(?:(?:my|his|her|full|first|last|sur|customer|contact|guest|patient|billing|account)[ -]{0,2}names?(?:'s|’s| is| are)?"
    r"|(?<!fi )(?<!network )(?<!file )(?<!product )(?<!brand )(?<!domain )(?<!host )(?<!device )(?<!model )(?:['’]s )?names?(?:'s|’s| is| was| reads?)|(?:card|account|policy)[ -]?holder|in the name of|under the name(?: of)?"
    r"|(?:booked|registered|reserved|reservation|booking|table|account|order|listed|filed|addressed|held|kept)(?:[ ][a-z0-9]{1,12}){0,4} under"
    r"|names? on (?:the|your|my|our|this|that|his|her) [a-z]{2,12}(?=[ ](?-i:[A-Z])|[ ]?[:=–—,-]|[ ]is)|(?:in|under)(?=[ ](?-i:[A-Z])[^\W\d_]{1,30}['’]s name\b)|(?:sender|payee|beneficiary|addressee)(?=[ ](?-i:[A-Z]))"
    r"|(?:registered|addressed|reserved|booked|belongs?|belonging|issued)(?: in)? (?:to|for)|instead of|on behalf of"
    r"|(?:names?|passengers?|guests?|travellers?|recipient|driver|lead|booking|account|contract)\b(?:[ ][a-z]{2,12}){0,4} (?:to|be|as|read|reads?|say|says)"
    r"|(?<=[,;] )name(?=[ ](?-i:[A-Z]))|called|named|attn|attention|(?:passengers?|recipient)(?![ ]?:)|t\.n\.v|c/o|f\.a\.o|fao"
    r"|(?:names?|from|to|by|signed|(?P<role>(?:guest|passenger|contact|customer|client|patient|tenant|driver|agent|sender|attendee|owner|buyer|seller|member|student|parent"
    r"|visitor|resident|lead|person|traveller|player|caller|user|next of kin|beneficiary|payee|employee|pupil|child|staff|recipient)s?(?:[ ]\d{1,2})?))(?=[ ]?:)|(?:deliver|delivered|ship|post|send)(?: it| this| that)? to(?=[ ]?:))"
    r"(?![a-z])[.]?[ ]{0,2}(?:[:=–—-][ ]{0,2})?(?:is )?(?=[^\W\d_])",
    re.IGNORECASE,
)
TITLED = re.compile(rf"\b(?:{_TITLE})\b\.?[ ]{{1,2}}(?=[^\W\d_])", re.IGNORECASE)
MEDIUM = re.compile(
    r"\b(?:i['’]?m|i am|this is|it['’]?s|it (?:is|was)|as|met|meet|saw|know|thanks to|credit to|shout[ -]?out to|kudos to|let|contact(?:ed)?|contacting"
    r"|(?:signed|taken|left|made|booked|ordered|paid|sent) (?:for )?by|(?:spoke|speak|speaking|spoken|talk|talked|talking|chatted|chatting|dealt|dealing"
    r"|married|thanks|thank you)(?: briefly| again)? (?:to|with)|ask(?:ed)? for|ask(?:ed)?|told|tell|regards from|(?:signed|written|answered|served|helped|handled) by"
    r"|(?:my|our|your|his|her) (?:wife|husband|partner|fiancée?|son|daughter|mum|mom|mother|dad|father|brother|sister|boss|friend"
    r"|colleague|neighbour|neighbor|assistant|manager|nan|gran|grandma|grandad|uncle|aunt|cousin|flatmate|roommate|tenant"
    r"|landlord|agent|driver|technician|engineer|rep|supervisor|girlfriend|boyfriend|child|baby|kid)"
    r"|(?:colleague|agent|technician|engineer|driver|manager|supervisor|rep|assistant|advisor|adviser|nurse|doctor))"
    r"[ ]{1,2}(?=[^\W\d_])",
    re.IGNORECASE,
)
GREETING = re.compile(
    r"\b(?:hi|hello|hey|hiya|heya|hallo|hola|ola|olá|ciao|namaste|g['’]?day|kia ora|salaam|greetings|dear|welcome(?: back)?|bonjour|howdy"
    r"|good (?:morning|afternoon|evening|day)|morning|afternoon|evening|dearest)(?: there| again)?[ ]{0,2},?[ ]{1,2}(?=[^\W\d_])",
    re.IGNORECASE,
)
THANKING = re.compile(
    r"\b(?:(?:thanks|thank you|thx|ta|cheers|sorry)(?: (?:so|very|ever|again|a|much|lot|lots|million|loads|all|really|once|more)){1,4}|thanks|thank you|thx|ta|cheers|sorry|apologies|no problem|no worries|of course|sure|yes|no|ok|okay|great|perfect"
    r"|lovely|bye|goodbye|please|congratulations|congrats|absolutely|certainly|you['’]re welcome|take care|(?:so|very|too|again"
    r"|that|this|much|it|us|now|day|wait|patience|help|there|today))[ ]{0,2},?[ ]{1,2}(?=[^\W\d_])",
    re.IGNORECASE,
)
SIGN_OFF = re.compile(
    r"\b(?:(?:regards|wishes|love|thanks|best)(?: from(?: [a-z]{1,12}){1,4})?|sincerely(?: yours)?|faithfully|truly|respectfully|thanks(?: again| so much)?|many thanks|thank you|thx|cheers|best"
    r"|all the best|take care|warmly|yours|love|ta|xx?|bye|cordially)[ ]{0,2}(?:[,.!;–—-]{1,2}[ ]{0,2}|(?=[\r\n])|(?<=(?:kind|best|warm) regards)(?=[ ](?-i:[A-Z])))"
    r"[ \r\n]{0,6}(?:[-–—~^][ ]?)?(?=[^\W\d_])",
    re.IGNORECASE,
)
# A mail's last lines, behind an empty one: name, phone, firm.
SIGNED = re.compile(r"\n[ ]{0,2}\r?\n[ ]{0,2}(?=[^\W\d_a-z])(?=[^\n]{3,60}(?:\n[^\n]{1,60}){0,4}\s{0,4}\Z)")
DASHED = re.compile(r"(?:^|(?<=[.!?\n] )|(?<=\n))[ ]{0,2}[-–—~^*/]{1,2}[ ]?(?=[^\W\d_])", re.MULTILINE)
# Behind a word that people are known by: "the guy at the till, Jermaine, laughed".
APPOSED = re.compile(
    r"\b(?:guy|man|woman|lady|girl|boy|bloke|chap|manager|driver|agent|colleague|assistant|engineer|technician|fitter|nurse|doctor|waiter|waitress"
    r"|cashier|rep|advisor|adviser|supervisor|courier|host|tenant|neighbour|neighbor|wife|husband|son|daughter|mother|father|sister|brother|friend"
    r"|partner|boss)(?:[ ][a-z']{1,12}){0,5}[ ]?[,:(–—-][ ]{0,2}(?=[^\W\d_])",
    re.IGNORECASE,
)
# Spoken to at the end of a sentence: "Sorry about that, Oksana."
SPOKEN_TO = re.compile(r"(?<=[a-z0-9)])[ ]?,[ ]{1,2}(?=[^\W\d_a-z])")
# People do these things, and are somewhere; what the second half says is said of firms as well.
ACTING = re.compile(
    r"[ ](?:who|said|says|told|tells|promised|explained|helped|called|rang|phoned|wrote|emailed|refused|answered|replied|took|gave|offered|asked"
    r"|laughed|hung up|picked up|assured|confirmed|mentioned|suggested|apologised|apologized|fixed|sorted|came|left (?:me|my|us|it|a|the)|turned up|showed up|arrived"
    r"|was (?:so|very|really|rude|lovely|great|kind|helpful|brilliant|patient|polite|amazing|excellent|fantastic|wonderful|super|extremely|horrible|awful)"
    r"|at the (?:counter|till|desk|shop|store|gate|front|reception)|(?:from|in|at|on) (?:your|our|billing|accounts|support|sales|customer|reception|returns|claims|dispatch|logistics))\b",
    re.IGNORECASE,
)
BUSY = re.compile(
    r"[ ](?:(?:is|was) (?:dealing with|handling|looking (?:into|after|at)|working on|sorting|chasing|covering|taking over)"
    r"|(?P<promising>(?:will|can|would|has to|is going to) (?:call|ring|phone|e-?mail|write|text|contact|visit|meet|be in touch|get back)))\b",
    re.IGNORECASE,
)
# "Bronte here from the shop", "Hello, Bronte speaking."
INTRODUCING = re.compile(
    r"[ ](?:here(?=[ ](?:again|from)\b)|speaking(?=[ ]?(?:[.,!?;\r\n–—-]|$|from\b)))", re.IGNORECASE
)
# Who wrote: `"Perera, Thilini" <…@…>`, "Thilini Perera (Customer) 10:32", "[10:32] Thilini: hello".
SENDER = re.compile(
    rf"(?P<quote>[\"”])?[ ](?:<(?:mailto:)?(?={WALL}|[^<>\s@]{{1,64}}@)|\((?:customer|agent|client|guest|user|support|staff|visitor)\)(?=[ ]?(?:[,:\r\n–—-]|$|\d{{1,2}}:\d))|wrote[ ]?:)",
    re.IGNORECASE,
)
TIMED = re.compile(
    r"^[ ]{0,2}(?P<bracket>\[)?\d{1,2}:\d\d(?::\d\d)?(?:[ ]?[AaPp][Mm])?\]?[ ]{0,2}[-–—]?[ ]{0,2}(?=[^\W\d_a-z])",
    re.MULTILINE,
)
OPENS_SENTENCE = re.compile(r"(?:^|(?<=[.!?\n][ \n])|(?<=\n))[ ]{0,2}(?=[^\W\d_a-z])")
# A question about somebody: "Is Quillon still there?"
QUESTION = re.compile(
    r"(?:^|(?<=[.!?\n][ \n])|(?<=\n))(?:is|was|can|could|will|would|has|does|did|should|may|might|whoever|if|when|whether|because|but|and)[ ]"
    r"(?=[^\W\d_])",
    re.IGNORECASE,
)
