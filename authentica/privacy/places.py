"""Where somebody lives: postcodes and postal addresses, as they are written here and there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from authentica.privacy.clues import Clues
from authentica.privacy.patterns import MONTH, LazyPattern
from authentica.privacy.spans import Found
from authentica.schema import DataKind

__all__ = ["find_places", "may_hold_address"]

_UK_POSTCODE = re.compile(r"(?<![\w-])(?:[A-Z]{1,2}\d[A-Z\d]?|GIR) ?\d[ABD-HJLNP-UW-Z]{2}(?!\w)")
_UK_POSTCODE_SMALL = re.compile(r"(?<![\w-])[A-Za-z]{1,2}\d[A-Za-z\d]? \d[abd-hjlnp-uw-zABD-HJLNP-UW-Z]{2}(?!\w)")
_CANADIAN_POSTCODE = re.compile(r"(?<![\w-])[ABCEGHJ-NPRSTVXY]\d[A-Z][ -]?\d[A-Z]\d(?!\w)", re.IGNORECASE)

_POSTCODE_END = re.compile(r"\d[^\W\d_](?:[^\W\d_]|[ -]?\d)")
_CAPITAL = r"[A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪİĶĻĽŁŃŅŇŐŒŘŚŞŠŢŤŪŮŰŹŻŽ]"
_PROPER = rf"{_CAPITAL}[\w'’.-]{{0,30}}"
_STREET = (
    r"(?:street|str|st|road|rd|avenue|ave|av|lane|ln|close|drive|dr|way|court|ct|place|pl|crescent|cres|terrace|terr|tce|square|sq|boulevard|blvd"
    r"|parkway|pkwy|highway|hwy|parade|pde|grove|gr|gardens?|gdns|row|hill|rise|mews|soi|walk|green|view|circle|cir|trail|trl|esplanade"
    r"|park|vale|wharf|quay|wynd|brow|gate|fold|lea|approach|glebe|spinney|copse|dene|mount|broadway|bank|fields?|meadows?|loop|alley|plaza|yard|croft|end|heights|ridge|path|bridge|nagar|marg|road\.)"
)
_NUMBER = r"(?:(?:no\.?|number|nr\.?|n°)[ ])?\d{1,5}[A-Za-z]?(?:[-/](?:\d{1,4}[A-Za-z]?|[A-Z](?!\w)))?"
# Streets that are numbered have no name: 1209 5th Ave; 5512 Highway 71 W
_ORDINAL = r"\d{1,3}(?:st|nd|rd|th)"
_NUMBERED = r"(?:County[ ]Road|State[ ]Route|Highway|Hwy|Route|Rte)\.?[ ]\d{1,4}(?=[ ](?:[NSEW]|North|South|East|West)(?!\w)|[,.;\r\n]|$)"
_DIRECTION = r"(?:[ ](?:[NS][EW]?|[EW]|North|South|East|West)(?![\w’'])\.?)?"
_UNIT = r"(?:(?:flat|apartment|apt|unit|suite|ste|plot|lot|villa|room|floor|level|block|house|door)\.?[ ]?#?[A-Za-z]?\d{0,4}[A-Za-z]?|#[ ]?\d{1,5}[A-Za-z]?)"
# What goes on behind an address in capitals and is no town.
_NO_TOWN = r"(?!(?i:please|thanks?|thank|can|could|will|would|the|this|that|my|our|your|it|its|we|i|you|is|and|but|so|also|order|phone|tel|email|mobile|regards|best|sorry|hi|hello)\b)"
_TOWN = rf"{_NO_TOWN}{_CAPITAL}[\w'’-]{{1,20}}(?:[ ]{_NO_TOWN}{_CAPITAL}[\w'’-]{{0,20}}){{0,2}}(?![\w@])"
_TAIL = rf"(?:,?[ ](?i:{_UNIT})(?!\w))?(?:,[ ]{_TOWN}){{0,3}}(?:,?[ ][A-Z]{{2}}(?!\w))?"
# Frankfurt am Main, Praha 1
_LOCALITY = rf"{_TOWN}(?:[ ](?:am|an[ ]der|ob[ ]der|aan[ ]den|aan[ ]de|im|i|bei)[ ]{_CAPITAL}[\w'’-]{{1,20}})?(?:[ ]\d{{1,2}}(?=[,;.!?\r\n]|$))?"
_LONG_POSTCODE = r"(?:\d{4}[ ]?[A-Z]{2}|\d{3}[ ]\d{2}|\d{2}-\d{3}|\d{4,6}(?:-\d{3,4})?)(?![\w-])"
_COUNTRY = r"(?:[A-Z]{2,3}[ -]|[A-Z]-)?"
_FOLLOWING_POSTCODE = rf"(?:[,\n\r ]{{1,3}}(?:{_NO_TOWN}{_PROPER},?[ ]){{0,2}}{_COUNTRY}(?P<postcode>{_LONG_POSTCODE}(?:[ ]{_LOCALITY})?))?"
# 14c, 123-II, 8hs, 45 bis, 101/2/14, 15 A 12; neither "12 I live" nor "5 a lamp"
_DOOR = (
    r"\d{1,4}(?:[A-Za-z]|(?i:hs|huis|bis))?(?!\w)(?:[ ]?[/–-][ ]?(?:\d{1,4}[A-Za-z]?|[IVX]{1,4}|(?i:hs|huis|[a-z]))(?!\w)){0,3}"
    r"(?:[ ](?:[A-HJ-Z](?:[ ]\d{1,3})?|[a-z](?=[,;\r\n]|$)|(?i:bis|hs|huis))(?!\w))?"
)
# 3. tv.; st. th; 4 tr; lgh 1102; bus 3; 2. OG links
_STAIRS = (
    r"(?:(?:,?[ ]|,?\r?\n)(?i:\d{1,2}\.?[ ]?(?:tv|th|mf|tr|sal|og|stock|etage|étage)|st\.?[ ](?:tv|th|mf)|(?:lgh|as|bus|bte|m|top|app)\.?[ ]?\d{1,4}"
    r"|(?:hinter|vorder)haus|seitenflügel)(?!\w)\.?(?:[ ](?:links|rechts|mitte)(?!\w))?){0,2}"
)
# What stands between the words of a street's name, and the words for a street that stand apart.
_STREET_JOINT = r"(?:de[rnsm]?|van|vo[nm]|zu[mr]|am|an|auf|beim?|im|in|la|le|les|du|ten|ter|op|het|['’]t|och|og|und|gate|gata|gatan|allé|vei|veg|vej|väg|vägen|plads|plass)"
# What a number follows that is no door's.
_NO_STREET_NAME = (
    r"(?!(?i:(?:mon|tues|wednes|thurs|fri|satur|sun)day|version|windows|android|galaxy|pixel|build|release|room|table|chapter|step|level|model|gate|platform|gleis|kit|set|pack|track|terminal|dock|size|press|order|ticket|class|page|line|item|section|channel"
    rf"|part|figure|invoice|week|day|team|group|grade|season|episode|game|match|round|phase|zone|row|seat|code|error|total|only|over|about|around|between|from|{MONTH})[ ])"
)
_ROMANCE_NAME = (
    rf"(?:(?i:de|du|des|del|della|la|le|les|los|las|da|do|dos|d')[ ]?){{0,3}}{_PROPER}(?:[ ]{_PROPER}){{0,3}}"
)
# The number stands before the street in French, behind it elsewhere.
_FRENCH_STREET = rf"(?i:rue|avenue|av\.|place|chemin|allée|quai|impasse|boulevard|bd\.?|cours|route)[ ]{_ROMANCE_NAME}"
_ROMANCE_STREET = (
    r"(?i:rue|via(?![ ](?:the|our|your|gate|terminal|platform|section|option|door|room|level|step|exit|junction|channel|app|sms)\b)|viale|calle|c/|avenida|avda\.?|av\."
    rf"|avenue|rua|plaza|piazza|place|chemin|allée|quai|impasse|boulevard|ulica|ul\.|paseo|travessa|corso|jalan|jl\.|rruga)[ ]{_ROMANCE_NAME}"
)
# Behind a number: it counts or dates something, and is no door's.
_NO_QUANTITY = (
    r"(?!(?i:[kmgt]?bps|[kmgt]bits?|gigabits?|megabits?|percent|per[ ]cent|pct|euros?|eur|dollars?|usd|pounds?|gbp|degrees?|watts?|volts?|[kmg]?hz|fps|mph|points?|nights?|steps?"
    r"|hours?|hrs?|minutes?|mins?|min|seconds?|days?|weeks?|months?|years?|miles?|km|metres?|meters?|yards?|inch|gb|tb|mb|people|cars?|items?|stores?|shops?|customers?|branches|boxes|parcels?|orders?|units|pieces|am|pm"
    rf"|{MONTH}(?![ ]{_STREET}\b))\b)"
)
# End like a street, and are none: an error is a "504 Gateway Timeout".
_NO_STREET = (
    r"(?!(?:Gate|Path|Sub|Rail|Run|Air|Any|Half|Nor|Take-?a|Give-?a|Get-?a)way|(?:In|Out|Up|Down|Off)side|Upfront)"
)
_NO_JOINING = r"(?!(?:the|a|an|in|on|of|at|to|across|down|up|along|by|and|or|from|off|into|more|different|other|same|long|short)[ ])"
_NUMBER_BEFORE_CAPITAL = re.compile(rf"\d\w{{0,2}}(?:[-/](?:\d{{1,4}}\w?|[A-Z]))?,?[ ](?:{_CAPITAL}|{_ORDINAL})")
_STREET_WORDS = frozenset(
    """
    street road avenue lane drive crescent terrace boulevard grove mews soi marg ave rd blvd
    """.split()
)
_ROMANCE_WORDS = frozenset(
    """
    rue via viale calle c avenida avda av avenue rua plaza piazza place chemin bd cours route allée quai impasse
    boulevard ulica ul paseo travessa corso jalan jl rruga
    """.split()
)
_GERMANIC_ENDINGS = (
    "straße", "strasse", "str.", "gasse", "weg", "platz", "allee", "allé", "damm", "ufer", "straat", "laan", "gracht", "plein", "kade", "singel", "dijk",
    "gatan", "gata", "gränd", "vägen", "veien", "vej", "gade", "plads", "stræde", "vegur", "stígur", "katu", "intie", "utca", "út",
)  # fmt: skip
_BOXES = ("box", "boks", "postfach", "postbus")
_SECTORS = ("sector", "phase", "block", "ward", "street", "road", "lane", "gali")


_BRINGING = r"deliver(?:ed|y)?|dropped|ship(?:ped)?|sen[dt]|moved|left"
_HOUSE = r"(?:House|Cottages?|Farm|Court|Lodge|Villas?|Barns?|Mansions)(?!\w)"
# One name and the end of what is said of the place: "14 Birch instead of …"
_ALONE = rf"(?!(?:Star|Seater|Person|Piece|Pack|Zone|Tier|Level|Eleven|Unlimited|Premium|Basic|Family|Business|Standard|Plus|Pro|Prime|Adult|Child|Factor|Credit|Economy|Window|Aisle|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b){_CAPITAL}[a-zà-ÿ'’-]{{2,20}}(?<!s)(?=[.]?(?:[,;:!?)\r\n]|$|[ ](?:instead|from|not|yesterday|today|please)\b)|[.][ ])"
# A door's, not a network's or an amount: "221B", neither "4G" nor "20K".
_LETTERED = (
    r"\d{1,5}(?![GKMXgkmx]|(?<=\b\d)[Dd])[A-Za-z](?!\w)(?![ ](?:Economy|Window|Aisle|Business|Premium|Middle)\b)"
)
_ANY_POSTCODE = r"(?:[A-Z]{1,2}\d[A-Z\d]?[ ]\d[A-Z]{2}|\d{4,6})(?!\w)"
_Sign = re.Pattern[str] | frozenset[str] | tuple[str, ...]
# Each with what a text shows that holds such an address.
_ADDRESSES: tuple[tuple[LazyPattern, _Sign], ...] = (
    # 14 Larkspur Close; 77 W. Cottonwood Blvd #210; Flat 3, 87 Mill Lane
    (LazyPattern(
        rf"(?<![\w.,#£$€-])(?:(?i:{_UNIT}),?[ ])?(?i:{_NUMBER}),?[ ]{_NO_QUANTITY}(?:(?:(?:{_PROPER}|{_ORDINAL})[ ]){{1,4}}(?i:{_STREET})(?!\w)\.?|{_NUMBERED}){_DIRECTION}(?:[ ](?:Towers?|House|Buildings?|Residences?|Apartments|Estate)(?!\w))?{_TAIL}{_FOLLOWING_POSTCODE}"
    ), _NUMBER_BEFORE_CAPITAL),
    # The same in small letters, with the words that surely name a street.
    (LazyPattern(
        rf"(?<![\w.,#£$€-])\d{{1,4}}[a-z]?[ ]{_NO_QUANTITY}(?:{_NO_JOINING}[a-z'’]{{2,15}}[ ]){{1,2}}(?:street|road|avenue|lane|drive|crescent|terrace|boulevard|grove|mews|ave|rd|blvd)(?!\w)"
    ), _STREET_WORDS),
    (LazyPattern(rf"(?<!\w)(?i:p\.?[ ]?o\.?[ ]?box|postfach|postbus|postboks|(?:box|boks)(?=[ ]\d{{1,6}},[ ]{_COUNTRY}{_LONG_POSTCODE}[ ]{_TOWN}))[ ]?(?:no\.?[ ])?\d{{1,6}}(?:[ ]\d\d){{0,3}}(?!\d){_FOLLOWING_POSTCODE}"), _BOXES),
    # 5 Quayside; Ashgrove House, 5 Quayside
    (LazyPattern(
        rf"(?<![\w.,#£$€-])(?:(?i:{_UNIT}),?[ ])?(?:{_PROPER}[ ](?:House|Court|Lodge|Cottage|Mansions|Buildings?|Tower|Towers),[ ])?\d{{1,4}}[A-Za-z]?[ ]"
        rf"{_NO_STREET}{_CAPITAL}[a-z]{{2,12}}(?:side|gate|way|fields?|front|hurst|wood|bank|mead|croft|dale)(?!\w){_TAIL}{_FOLLOWING_POSTCODE}"
    ), _NUMBER_BEFORE_CAPITAL),
    # 9 Rue des Lilas; Via Garibaldi 21; Calle de la Luna 7, 3º B
    (LazyPattern(rf"(?<!\w)\d{{1,4}}(?:[ ]?(?:bis|ter))?,?[ ]{_FRENCH_STREET}(?:,?[ ]\d{{1,4}}[A-Za-z]?(?!\w))?{_FOLLOWING_POSTCODE}"), _ROMANCE_WORDS),
    (LazyPattern(rf"(?<!\w){_ROMANCE_STREET},?[ ]{_DOOR}{_STAIRS}(?:,[ ]\d{{1,2}}[ºª°](?:[ ]?[A-Z](?!\w))?)?{_FOLLOWING_POSTCODE}"), _ROMANCE_WORDS),
    # Lindenstraße 48; Kerkstraat 112-A; Laugavegur 26, 101 Reykjavík
    (LazyPattern(
        rf"(?<!\w)(?:{_CAPITAL}[\w.'’-]{{1,20}}(?:[ ](?:de[rn]?|van|von|ten|ter)){{1,2}}[ ])?{_CAPITAL}[\w.'-]{{1,30}}(?:[ ](?:{_CAPITAL}?[\w.'-]{{1,20}})?)?(?i:{'|'.join(map(re.escape, _GERMANIC_ENDINGS))})"
        rf"[ ]{_DOOR}{_STAIRS}(?:,[ ]\d{{3}}[ ]{_TOWN}|,[ ]{_TOWN}(?![ ]?\d))?{_FOLLOWING_POSTCODE}"
    ), _GERMANIC_ENDINGS),
    # Whatever the street is called, a door, a postcode and a town make an address: Unter den Eichen 5-7, 12203 Berlin. Four digits alone may
    # count something, "Kit 12, 4000 Lumens": there the street has two words, or stands behind one that leads to it.
    (LazyPattern(
        rf"(?<![\w.,-]){_NO_STREET_NAME}(?:(?<=\bto[ ])|(?<=\bat[ ])|(?<=\bis[ ])|(?<=:[ ])|(?={_CAPITAL}[\w.'’-]{{0,30}}[ ]\D)|(?={_CAPITAL}[^,\r\n]{{1,60}},\s{{1,2}}{_COUNTRY}(?!\d{{4}}[ ]{_CAPITAL}[a-z])))"
        rf"{_CAPITAL}[\w.'’-]{{0,30}}(?:[ ](?:{_STREET_JOINT}(?!\w)|{_CAPITAL}[\w.'’-]{{0,30}})){{0,4}}(?:[ ]1[89]\d\d)?[ ]{_DOOR}{_STAIRS}"
        rf"(?:,[ ]|,?\r?\n){_COUNTRY}(?P<postcode>{_LONG_POSTCODE}[ ]{_NO_QUANTITY}{_LOCALITY})(?=[ ]?(?:[.,;:!?)\r\n]|$)|[ ](?:is|was|and|but|or|please|instead|not|on|by|at|from|for|to|in|with|today|tomorrow|yesterday|thanks?|last|this|next|as|before|after|until|now|again|since|where|which|because)(?!\w))"
    ), _NUMBER_BEFORE_CAPITAL),
    # The Old Rectory, Church Lane
    (LazyPattern(rf"(?<!\w)(?:{_PROPER}[ ]){{0,2}}{_PROPER},[ ](?:{_PROPER}[ ]){{1,2}}(?:Street|Road|Lane|Avenue|Crescent|Terrace|Boulevard)(?!\w){_TAIL}"), _STREET_WORDS),
    # A street alone, where somebody lives: shops and branches have streets, too.
    (LazyPattern(
        rf"(?i:\b(?:live|lives|living|reside|resides|stay|staying|address|home|house|flat|door|moved|moving|delivered|neighbou?rs?|accommodation|i['’]m on|i am on|we['’]re on|we are on)\b)[^.!?\n]{{0,30}}?[ ]"
        rf"(?<![Tt]he[ ])(?P<value>(?:{_PROPER}[ ]){{1,2}}(?:Street|Road|Lane|Avenue|Crescent|Terrace|Boulevard)(?!\w)){_TAIL}"
    ), _STREET_WORDS),
    # Hundred Acre Drive 33; B-12, Sector 44, Noida
    (LazyPattern(rf"(?<!\w)(?:\d{{1,4}}[ ])?(?:{_PROPER}[ ]){{1,4}}(?i:street|road|avenue|lane|drive|soi|marg)[ ]\d{{1,5}}(?!\w){_FOLLOWING_POSTCODE}"), _STREET_WORDS),
    (LazyPattern(
        rf"(?<!\w)(?:(?:(?i:house|plot|flat|villa|apartment|office|shop)[ ](?:(?i:no)\.?[ ])?[A-Z]{{0,2}}-?|[A-Z]{{1,2}}-?)\d{{1,4}}[A-Z]?,[ ](?i:block|ward|street|road|lane|gali)[ ]?[\dA-Z]{{1,4}}(?!\w)"
        rf"|(?:(?i:house|plot|flat)[ ])?[A-Z]{{0,2}}-?\d{{1,4}}[A-Z]?,[ ](?i:sector|phase)[ ]?[\dA-Z]{{1,4}}(?!\w))"
        rf"(?:,[ ]{_TOWN}){{0,3}}{_FOLLOWING_POSTCODE}"
    ), _SECTORS),
    # Told to be an address: I'm at 10 The Paddocks
    (LazyPattern(
        rf"(?i:(?:live|lives|living|reside|based|i'm|i’m|am|address|parcel|(?:{_BRINGING})(?![ ](?:it[ ]|is[ ]|was[ ])?to\b))(?:[ ]it|[ ]is|[ ]was)?[ ]{{0,2}}(?:at|to|is|:|-)[ ]{{0,2}})"
        rf"(?P<value>(?:(?i:{_UNIT}),?[ ])?(?i:{_NUMBER}),?[ ]{_NO_QUANTITY}{_PROPER}(?:[ ]{_PROPER}){{0,4}}{_TAIL}){_FOLLOWING_POSTCODE}"
    ), _NUMBER_BEFORE_CAPITAL),
    # Things go to "3 Business lines" and "14 European countries", too: there a flat, "The", a town or a postcode makes it an address,
    # a house by its last word or its number's letter, or one name alone that is no plural.
    (LazyPattern(
        rf"(?i:(?:{_BRINGING})(?:[ ]it|[ ]is|[ ]was)?[ ]to[ ]{{1,2}})"
        rf"(?P<value>(?:(?i:{_UNIT}),?[ ](?i:{_NUMBER}),?[ ]{_NO_QUANTITY}{_PROPER}|(?i:{_NUMBER}),?[ ](?:The[ ]{_PROPER}|{_NO_QUANTITY}{_PROPER}(?=(?:[ ]{_PROPER}){{0,4}}(?:,[ ]{_TOWN}|[, ]{{1,2}}{_ANY_POSTCODE}))|{_NO_QUANTITY}(?:{_PROPER}[ ]){{1,4}}{_HOUSE}|{_NO_QUANTITY}{_ALONE})|{_LETTERED}[ ]{_PROPER})"
        rf"(?:[ ]{_PROPER}){{0,4}}{_TAIL}){_FOLLOWING_POSTCODE}"
    ), _NUMBER_BEFORE_CAPITAL),
)  # fmt: skip
_NOTHING = re.compile(r"(?!)")
_NUMBER_APART = re.compile(r"\d(?:(?<=[ ]\d)|[ ]?(?:bis|ter)?[A-Za-z]?,?[ ])")


def find_places(clues: Clues) -> Iterator[Found]:
    """Yield addresses, then postcodes: an address that reaches into its postcode stays an address. Spans may overlap."""
    text = clues.text
    for lazy, sign in _ADDRESSES:
        pattern = lazy.compiled if _shows(clues, sign) else _NOTHING
        for match in pattern.finditer(text):
            start = match.start("value") if "value" in pattern.groupindex else match.start()
            end = match.end()
            if "postcode" in pattern.groupindex and match["postcode"] is not None:
                yield Found(*match.span("postcode"), DataKind.POSTCODE)
                end = start + len(text[start : match.start("postcode")].rstrip(" ,\r\n"))
            yield Found(start, start + len(text[start:end].rstrip(" .,")), DataKind.ADDRESS)
    for pattern in (_UK_POSTCODE, _UK_POSTCODE_SMALL, _CANADIAN_POSTCODE) if clues.has(_POSTCODE_END) else ():
        for match in pattern.finditer(text):
            yield Found(match.start(), match.end(), DataKind.POSTCODE)


def _shows(clues: Clues, sign: _Sign) -> bool:
    """Tell whether a text shows what an address holds: beside a number, but for streets of a name."""
    if not clues.has_digit and sign is not _STREET_WORDS:
        return False
    if isinstance(sign, re.Pattern):
        return clues.has(sign)
    return clues.has_word(sign) if isinstance(sign, frozenset) else clues.has_part(sign)


def may_hold_address(clues: Clues) -> bool:
    """Tell whether a text with a digit can hold an address with a number: False is certain.

    Told by what stands inside such addresses, for what stands beside them changes while other details are taken out.
    """
    if any(_shows(clues, sign) for sign in (_NUMBER_BEFORE_CAPITAL, _BOXES, _STREET_WORDS)):
        return True
    return clues.has(_NUMBER_APART) and any(
        _shows(clues, sign) for sign in (_ROMANCE_WORDS, _GERMANIC_ENDINGS, _SECTORS)
    )
