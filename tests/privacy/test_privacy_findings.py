"""What replies do with personal data: tables of replies with what must, and must not, be found in them."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from authentica.errors import InputError
from authentica.language.lexicon import CUE_FILES
from authentica.privacy import PrivacyFinder, find_privacy
from authentica.privacy.cues import privacy_lexicon
from authentica.schema import SECRETS as SECRET_KINDS, DataKind, PrivacyFinding, PrivacyIssue


@pytest.fixture(scope="module")
def find(read):
    finder = PrivacyFinder()
    return lambda text, customer_text="", channel=None: finder.find(read(text, customer_text), channel)


# (reply, kinds of data asked for).
ASKS = [
    ("Could you share your full name and postcode?", "name postcode"),
    ("Please DM us your email address and a contact number.", "email phone"),
    ("What's your date of birth?", "birth_date"),
    ("Can I get your surname please?", "name"),
    ("May I have the booking reference and your mobile number?", "order phone"),
    ("I just need your account number to open the file.", "account"),
    ("Send us your delivery address and we'll redirect it.", "address"),
    ("Your postcode, please?", "postcode"),
    ("Please provide the following:\n- full name\n- date of birth\n- home address", "name birth_date address"),
    ("Kindly confirm the last four digits of your card.", "card"),
    ("Would you mind sharing your phone number?", "phone"),
    ("Reply with your username and I will look.", "handle"),
    ("Email us at desk@example.com with your order number.", "order"),
    ("pop us a message with ur name, email and zip code", "name email postcode"),
    ("To verify it is you, could you tell me your date of birth?", "birth_date"),
    ("Please upload a copy of your passport.", "national_id"),
    ("Do you have your reservation number to hand?", "order"),
    ("We'll need your bank details for the refund.", "account"),
    ("Please DM your details.", "details"),
    ("Please send me the new bank detail.", "account"),
    ("Could you give me the account where I should send it?", "account"),
    ("Please tell us the account to which we may pay the refund.", "account"),
    ("And your surname?", "name"),
    ("What's the email on the account?", "email"),
    ("Could you help me with your surname?", "name"),
    ("Can you confirm your e-mail for me?", "email"),
    ("Please send the last 4 digits of your SSN.", "national_id"),
    ("Would you tell us the email address and the order number you used?", "email order"),
    ("Please give us an e-mail address for the invoice.", "email"),
    ("Could you upload a photo of your debit card with only the last four digits visible?", "card"),
    ("Your postcode is?", "postcode"),
    ("When I ring, read me your booking reference.", "order"),
    ("Could you send the order number without your card number?", "order"),
    ("Send us your order number (no passwords, please).", "order"),
    ("Let me know your postcode.", "postcode"),
    ("And the email address, please.", "email"),
    ("Please send us the documents that we asked for: your passport and your postcode.", "national_id postcode"),
    ("Sorry that we asked for your order number again, could you please confirm your email address?", "email"),
    ("My colleague asked for your order number; could you send it along with your email address?", "email"),
    ("Please send us the e-mail that asked for your password, then send us your order number.", "order"),
    ("Please send your order no and email address.", "order email"),
    ("What is your account no and postcode?", "account postcode"),
    ("Please send your booking no & date of birth.", "order birth_date"),
    ("Please give your passport no and postcode.", "national_id postcode"),
    ("Please send us when you can your order number.", "order"),
    ("Can you please confirm where the parcel goes your address", "address"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "kinds"), ASKS, ids=[row[0][:40] for row in ASKS])
def test_requests_name_the_kinds(find, text, kinds):
    asked = [f for f in find(text) if f.issue is PrivacyIssue.ASKS_PERSONAL_DATA]
    assert {kind.value for f in asked for kind in f.data} == set(kinds.split())
    assert not [f for f in find(text) if f.issue is PrivacyIssue.ASKS_SECRET]


# (reply, kinds of secrets asked for).
SECRETS = [
    ("Now the card number, thanks.", "full_card_number"),
    ("Great. And the security code, thanks.", "card_security_code"),
    ("Please send us your full card number.", "full_card_number"),
    ("What is the long card number and the CVV?", "full_card_number card_security_code"),
    ("Can I take the 16-digit number and the security code?", "full_card_number card_security_code"),
    ("I need your social security number to go on.", "full_social_security_number"),
    ("Please tell me your password so I can log in for you.", "password"),
    ("Could you confirm your PIN?", "pin"),
    ("Read me the code we just texted you? Please send the verification code we sent.", "one_time_code"),
    ("Kindly provide the OTP.", "one_time_code"),
    ("Can you DM us your credit card number, expiry and the three digits on the back?", "full_card_number"),
    ("What's your passcode?", "password"),
    ("Now read out the digits on the back of your bank card.", "card_security_code"),
    ("Read the verification code back to me, please.", "one_time_code"),
    ("Tell me the memorable word.", "security_answer"),
    ("Would you mind telling us the answers to your security questions?", "security_answer"),
    ("What is your mother's maiden name?", "security_answer"),
    ("Kindly email us a scan of your Visa card.", "full_card_number"),
    ("Can you send both sides of your card?", "full_card_number"),
    ("Could you share your telephone banking PIN?", "pin"),
    ("Give me the code from the text.", "one_time_code"),
    ("No order number needed, so your PIN please.", "pin"),
    ("No, your PIN please.", "pin"),
    ("Could you tell me if it works, and your PIN?", "pin"),
    ("Please reply, if you can, with your PIN.", "pin"),
    ("If you want us to fix it, we need your password.", "password"),
    ("I would need you to give me your password.", "password"),
    ("Please type your PIN here and I'll check it.", "pin"),
    ("Please enter your password here in the chat.", "password"),
    ("Put your password in the reply.", "password"),
    ("Let me know your current password and I'll fix it.", "password"),
    ("Let me have your PIN.", "pin"),
    ("I'm going to need the CVV from you.", "card_security_code"),
    ("We can't help without your password.", "password"),
    ("Your password is needed to continue.", "password"),
    ("And the CVV?", "card_security_code"),
    ("Now the three digits on the back.", "card_security_code"),
    ("Mind sharing your password?", "password"),
    ("What's the long number on the card?", "full_card_number"),
    ("Ok, now the CVV please.", "card_security_code"),
    ("And the card number is?", "full_card_number"),
    ("I'm sorry that we asked for the photo twice, please send us your full card number and CVV here.", "full_card_number card_security_code"),
    ("Please send your card no and CVV.", "full_card_number card_security_code"),
    ("Could you send your policy no and PIN?", "pin"),
    ("Type your PIN below in this conversation.", "pin"),
    ("Type your PIN here, in your reply.", "pin"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "kinds"), SECRETS, ids=[row[0][:40] for row in SECRETS])
def test_secrets_are_called_so(find, text, kinds):
    asked = {kind.value for f in find(text) if f.issue is PrivacyIssue.ASKS_SECRET for kind in f.data}
    assert set(kinds.split()) <= asked


# Replies that ask for nothing.
ASKS_NOTHING = [
    "Please forward me the email you received asking for your password, PIN or card number.",
    "Please forward us the message in which you were asked for your card number and CVV.",
    "Please tell me whether someone from us asked for your card number and PIN.",
    "Never share your password with anyone.",
    "Could you tell me the account you see?",
    "We will never ask for your PIN.",
    "Please don't post your phone number here.",
    "Please do not send us your card number in a chat.",
    "You can reset your password on the login page.",
    "We have sent a link to reset your password.",
    "We'll send the refund to your card.",
    "I will email your new delivery address to the courier.",
    "You will receive a confirmation email shortly.",
    "Please check your email for the label.",
    "Please email us if it happens again.",
    "We are working to address this.",
    "Your account has been updated.",
    "I updated your address and your phone number.",
    "The name of the film is on the ticket.",
    "Thanks for sending your order number!",
    "Could you tell us which store you visited?",
    "What is the model number of the lamp?",
    "Please restart the phone and try again.",
    "Please update the app.",
    "What is the shop's address?",
    "The e-mail you got was sent to everybody with your name in it.",
    "Your parcel goes to your home address on Friday.",
    "Anybody who asks you for a one-time code is not us.",
    "Your phone number is 07700 900123.",
    "Your postcode has changed.",
    "Your date of birth: 4 May 1987.",
    "Your IBAN GB82WEST12345698765432 stays.",
    "Please tell us the error code you see.",
    "Please enter the verification code on the next page.",
    "Please call the number on the back of your card.",
    "What is the code on the back of the kettle?",
    "We read out your address to the driver.",
    "Never tell anyone your memorable word.",
    "Please reply to this email address.",
    "Please tell me who asked you for your password.",
    "Please forward the scam e-mail that asks for your password.",
    "Please forward the text that requested your PIN.",
    "You need your password to sign in.",
    "You'll need your PIN and card at the branch.",
    "They need your password to sign in.",
    "We need you to collect your PIN letter at the branch.",
    "There is no need for you to tell me your PIN.",
    "What is the password policy at your company?",
    "Could you tell us if the CVV field shows an error?",
    "Please tell me whether the sticker shows a password.",
    "Can I ask how you store your password?",
    "Can you tell me whether your password works on the website?",
    "Please don't type your PIN here.",
    "Please do not put your password in this chat.",
    "Enter your password here: https://example.com/reset",
    "Type your password here on the keypad.",
    "Let me know the day and I'll mail the label to your address.",
    "You can't log in without your password.",
    "Your PIN is required at the till.",
    "Your PIN is needed to unlock your phone.",
    "And the password works again.",
    "And the PIN is sent by post.",
    "Never mind sharing your password, we fixed it.",
    "Thanks, the card number is updated.",
    "Thanks, the security code arrived.",
    "And the card number matches.",
    "Ok, the one-time code expired.",
    "Lastly, the card number is wrong.",
    "Great, the email address works.",
    "Thanks and the booking reference is fine.",
    "Please tell us who asked for your password, your PIN or your card number.",
    "Could you tell us where you found your order number?",
    "Please tell us how you want your name on the card.",
    "Enter your one-time code below in the app.",
    "Enter your one-time code below, in the app.",
    "Write down your PIN here and now, it is not shown again.",
]  # fmt: skip


@pytest.mark.parametrize("text", ASKS_NOTHING)
def test_what_asks_for_nothing(find, text):
    asking = (PrivacyIssue.ASKS_PERSONAL_DATA, PrivacyIssue.ASKS_SECRET, PrivacyIssue.EXPLAINS_DATA_USE)
    assert [f.issue.value for f in find(text) if f.issue in asking] == []


# (what the customer has, whether a photo of "the card" is of one that pays).
CARDS = [
    ("My gift card says zero.", False),
    ("my loyalty card won't scan", False),
    ("The SIM card is not recognised, I put the card in twice.", False),
    ("My library card is lost", False),
    ("My card was charged twice.", True),
    ("I bought a gift card with my card.", True),
    ("My gift card says zero, I paid by debit card.", True),
    ("You charged me twice.", True),
]  # fmt: skip


@pytest.mark.parametrize(("said", "is_secret"), CARDS)
def test_only_a_card_that_pays_is_a_secret(find, said, is_secret):
    found = find("Please send a photo of the front and back of the card.", said)
    assert (PrivacyIssue.ASKS_SECRET in {f.issue for f in found}) is is_secret
    bank = find("Please send a photo of the front and back of your debit card.", said)
    assert PrivacyIssue.ASKS_SECRET in {f.issue for f in bank}


# (reply, start of the reason, or None).
REASONS = [
    ("Could you give me your postcode so I can find the nearest branch?", "so I can find"),
    ("To verify your account, please provide your date of birth.", "To verify"),
    ("For security, what is your surname?", "For security"),
    ("What's your email? We use it to find the booking.", "use it to find"),
    ("Please DM us your name and we'll take a look.", "and we'll take"),
    ("What's your email?", None),
    ("Please send your name and postcode.", None),
    ("I need to confirm your name.", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "reason"), REASONS, ids=[row[0][:40] for row in REASONS])
def test_reasons_are_quoted(find, text, reason):
    found = find(text)
    asked = next(f for f in found if f.issue is PrivacyIssue.ASKS_PERSONAL_DATA)
    assert (PrivacyIssue.EXPLAINS_DATA_USE in {f.issue for f in found}) == (reason is not None)
    if reason is None:
        assert asked.reason is None
    else:
        assert asked.reason.text.startswith(reason)


# (reply, quotes: of the request, of what is asked for, of the reason).
QUOTES = [
    ("Please tell us your full name and what went wrong.", ["Please tell us your full name", "your full name"], None),
    ("Please DM your order number, name and phone number.", ["Please DM your order number, name and phone number", "order number", "name", "phone number"], None),
    ("Kindly share the 6-digit code you just got.", ["Kindly share the 6-digit code", "6-digit code"], None),
    ("For verification purposes, may I have your postcode, your surname and the mobile number?", ["may I have your postcode, your surname and the mobile number", "postcode", "surname", "mobile number"], "For verification purposes"),
    ("To find your parcel, please send your order number.", ["please send your order number", "order number"], "To find your parcel"),
    ("Send us your postcode so we can find the depot that has had your parcel since Monday, and the driver will call.", ["Send us your postcode", "postcode"], "so we can find the depot that has had your parcel since Monday"),
    ("Send us your postcode so we can find out which of the depots has had the parcel that you are missing.", ["Send us your postcode", "postcode"], "so we can find out which of the depots has had the parcel"),
    ("In order to help we need you to confirm your email address.", ["confirm your email address", "email address"], "to help"),
    ("Before we proceed we need you to confirm your email address.", ["confirm your email address", "email address"], "Before we proceed"),
    ("Send us your postcode, we'll help you.", ["Send us your postcode", "postcode"], "we'll help you"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "quotes", "reason"), QUOTES, ids=[row[0][:40] for row in QUOTES])
def test_quotes_end_where_the_thing_does(find, text, quotes, reason):
    finding = find(text)[0]
    assert [e.text for e in finding.evidence] == quotes
    assert (finding.reason and finding.reason.text) == reason


# (reply, channel, public).
PLACES = [
    ("What's your email address?", "tweet", True),
    ("What's your email address?", "Review", True),
    ("What's your email address?", "forum", True),
    ("What's your email address?", "email", False),
    ("What's your email address?", "dm", False),
    ("What's your email address?", "chat", False),
    ("What's your email address?", None, None),
    ("What's your email address?", "carrier pigeon", None),
    ("Please DM us your email address.", "tweet", False),
    ("Could you send your email address via private message?", "forum", False),
]  # fmt: skip


@pytest.mark.parametrize(("text", "channel", "public"), PLACES)
def test_a_request_is_public_where_its_answer_would_be(find, text, channel, public):
    asked = next(f for f in find(text, channel=channel) if f.issue is PrivacyIssue.ASKS_PERSONAL_DATA)
    assert asked.public is public


# (reply, customer's text, what is given away).
EXPOSES = [
    ("We see card 4111 1111 1111 1111 on the account.", "", [("card", "4111 1111 1111 1111")]),
    ("Is ana.b@example.com the right one?", "write to ana.b@example.com", [("email", "ana.b@example.com")]),
    (
        "We have mia@example.com and the phone 07700 900123 on file.",
        "",
        [("email", "mia@example.com"), ("phone", "07700 900123")],
    ),
    ("Mail to desk@example.com; we have the phone 07700 900123 on file.", "", [("phone", "07700 900123")]),
    ("Our desk is desk@example.com. We have 07700 900123 on file.", "", [("phone", "07700 900123")]),
    ("Your phone number is 07700 900123, correct?", "", [("phone", "07700 900123")]),
    ("We will ring you on 07700 900456.", "my number: 07700900456", [("phone", "07700 900456")]),
    ("Your refund goes to GB82 WEST 1234 5698 7654 32.", "", [("iban", "GB82 WEST 1234 5698 7654 32")]),
    ("It was delivered to your address, 14 Larkspur Close.", "", [("address", "14 Larkspur Close")]),
    ("Your account number 31926819 is open again.", "", [("account", "31926819")]),
    ("I've changed your email address to mia@example.com.", "", [("email", "mia@example.com")]),
    ("I've updated your order; for more, mail to desk@example.com.", "", []),
    ("To ada@example.com it went.", "", []),
    ("Card ending 4821 was refunded.", "", []),
    ("Your card **** **** **** 4821 was refunded.", "", []),
    ("Call us on 020 7946 0123.", "", []),
    ("Email us at help@example.com.", "", []),
    ("Please send us your question at help@example.com.", "", []),
    ("Our shop is at 9 Beacon Hill.", "", []),
    ("Your parcel is at our branch in Fenwick Street.", "", []),
    ("Hi __cust__, your account [ACCOUNT] is fine.", "", []),
    ("@115712 please write to desk@example.org", "", []),
    ("Done.\n\nKind regards,\nTess\n12 Mill Lane\n020 7946 0999", "", []),
    ("Thank you Tamsin, order #4471902 is on its way.", "", []),
    ("Your home address is 3 Fern Close, York YO1 7HH, isn't it?", "", [("address", "3 Fern Close, York YO1 7HH")]),
    ("We have 9 Beech Lane, Hull HU5 1AA as your address.", "", [("address", "9 Beech Lane, Hull HU5 1AA")]),
    ("Our depot is at 3 Fern Close, York YO1 7HH.", "", []),
    ("Please return your lamp to: 3 Fern Close, York YO1 7HH.", "", []),
    ("You can collect your lamp from 3 Fern Close, York YO1 7HH.", "", []),
    ("The birth date we hold for you is 3 May 1991.", "", [("birth_date", "3 May 1991")]),
    ("Your birthday voucher went out on 12/03/2024.", "", []),
    ("Your sort code is 11-22-33, the account number 87654321.", "", [("account", "11-22-33"), ("account", "87654321")]),
    ("Your sort code is 11-22-33, as it was. 0808 157 0192 is free.", "", [("account", "11-22-33")]),
    ("Your temporary password is now hT7#kk29.", "", [("password", "hT7#kk29")]),
    ("I have set your password to “Winter99”.", "", [("password", "Winter99")]),
    ("Your new PIN is 4821.", "", [("pin", "4821")]),
    ("Your security answer is Fluffy.", "", [("security_answer", "Fluffy")]),
    ("Your security answer is wrong.", "", []),
    ("Your verification code is 482913.", "", []),
    ("Your password is required, and 256-bit at that.", "", []),
    ("Your password is 256-bit encrypted.", "", []),
    ("I have set your password to go to b2c@example.com.", "", [("email", "b2c@example.com")]),
    ("I have reset your password to b2c@example.com.", "", [("email", "b2c@example.com")]),
    ("The shop's password is Guest2024.", "", []),
    ("Your PIN code is 560001.", "", []),
    ("Your internet speed dropped to 12 Mbps, so I've reset the line.", "", []),
    ("Your site returned 504 Gateway Timeout while our node was down.", "", []),
    ("Your account was moved to 3 Business lines at $20 each.", "", []),
    ("Your request was sent to 2 Engineers.", "", []),
    ("Your SKU 4006381333931 is back in stock.", "", []),
    ("Your Windows build 22631.3007 is fine.", "", []),
    ("Your hub's firmware 20.20231212.3.67 is out of date.", "", []),
    ("Your parcel was sent to 12 Ashgrove, Leeds.", "I am at 12 Ashgrove, Leeds", [("address", "12 Ashgrove, Leeds")]),
    ("Thank you for your review. Please email desk@example.com and we will help.", "", []),
    ("Sorry about your order. Please contact desk@example.com.", "", []),
    ("Your order ships today. Questions? 0800 555 0142, any time.", "", []),
    ("If your rent's due before that, phone banking on 0345 555 0101 can pay it.", "", []),
    ("If your card is lost, phone 0345 555 0101 at any hour.", "", []),
    ("Where your order is late, mail desk@example.com.", "", []),
    ("We have your email as jo.lee@example.com.", "", [("email", "jo.lee@example.com")]),
    ("Your number, as far as we know, is 07700 900123.", "", [("phone", "07700 900123")]),
    ("A text went to your mobile 07700 900123.", "", [("phone", "07700 900123")]),
    ("It went to your email jo.lee@example.com.", "", [("email", "jo.lee@example.com")]),
    ("The registered email jo.lee@example.com is fine.", "", [("email", "jo.lee@example.com")]),
    ("Your details:\nEmail: jo.lee@example.com\nMobile: 07700 900123", "", [("email", "jo.lee@example.com"), ("phone", "07700 900123")]),
    ("Your order was delivered to 14 Larkspur Close.", "", [("address", "14 Larkspur Close")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "customer_text", "expected"), EXPOSES, ids=[row[0][:40] for row in EXPOSES])
def test_what_is_given_away(find, text, customer_text, expected):
    found = [f for f in find(text, customer_text) if f.issue is PrivacyIssue.EXPOSES_PERSONAL_DATA]
    assert [(f.data[0].value, f.evidence[0].text) for f in found] == expected


# (reply, customer's text, issue, quotes).
OTHERS = [
    ("We keep your details confidential.", "", "explains_protection", ["keep your details confidential"]),
    ("We only use it to find your order.", "", "explains_protection", ["only use it to"]),
    ("Please restart it.", "", "explains_protection", []),
    ("Your details are totally safe here.", "", "explains_protection", []),
    ("Your information is secure.", "", "explains_protection", []),
    ("Your information stays private.", "", "explains_protection", ["information stays private"]),
    ("The number you gave is held securely.", "", "explains_protection", ["number you gave is held securely"]),
    ("Take care and stay safe!", "", "explains_protection", []),
    ("Our privacy policy does not allow it.", "", "explains_protection", []),
    ("Your data is 100% secure with us.", "", "unverifiable_claim", ["100% secure"]),
    ("It is completely safe.", "", "unverifiable_claim", ["completely safe"]),
    ("We guarantee your data will never be leaked.", "", "unverifiable_claim", ["guarantee your data will never be leaked"]),
    ("The page is encrypted.", "", "unverifiable_claim", []),
    ("Sorry about the wait. Check out our new range!", "My order is late, terrible.", "marketing", ["Check out our"]),
    ("Check out our new range!", "Lovely shop.", "marketing", []),
    ("Sorry for this: use code SORRY for 20% off.", "My order is late, terrible.", "marketing", []),
    ("I've passed your number to the courier.", "", "shares_with_third_party", ["passed your number to the courier"]),
    ("I've passed this to my manager.", "", "shares_with_third_party", []),
    ("You can opt out at any time.", "", "offers_choice", ["opt out"]),
    ("You choose how often we write.", "", "offers_choice", ["choose how often"]),
    ("We write every week.", "", "offers_choice", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "customer_text", "issue", "quotes"), OTHERS, ids=[row[0][:40] for row in OTHERS])
def test_what_else_is_found(find, text, customer_text, issue, quotes):
    found = [f for f in find(text, customer_text) if f.issue.value == issue]
    assert len(found) == len(quotes)
    for finding, quote in zip(found, quotes, strict=True):
        assert finding.evidence[0].text.startswith(quote.split()[0])
        assert finding.evidence[0].text in text


def test_quoted_text_and_signatures_do_not_count(find):
    assert find("All done.\n\n> Please send us your password and your address.") == ()
    assert find('Someone wrote "please send us your full card number now" to you.') == ()


@pytest.mark.usefixtures("hang_guard")
@pytest.mark.parametrize(
    "seed",
    [
        "please send your email ",
        "so we can ",
        "never share ",
        "a@example.com ",
        "send us your name and ",
        "\n- name",
        "your password is a1",
        "set a pin to ",
        "who asked for your PIN, send your PIN ",
        "please send your card no and ",
    ],
)
def test_hostile_texts_do_not_hang(find, seed):
    text = seed * (100_000 // len(seed))
    for finding in find(text, "late"):
        assert all(text[e.start : e.end] == e.text for e in finding.evidence)


def test_its_lexicon_is_none_of_the_models(lexicon):
    """A new privacy cue must not move a score: no file of it is among those that the model's alphabet comes from."""
    assert "privacy" not in CUE_FILES
    assert set(lexicon.cues) == set(CUE_FILES)
    assert "cvv" not in lexicon.alphabet()
    assert "cvv" in privacy_lexicon().alphabet()


@pytest.mark.parametrize(
    "reply",
    [
        "I've sent a code. Please read it to me.",
        "We have just texted you a six-digit code. Can you tell me what it says?",
        "You will get a one-time code in a moment. Read it out to me please.",
        "A verification code was sent to your phone. What is it?",
        "I've emailed you a PIN. Please reply with it.",
        "There's a code on the back of your card. Tell me the three digits.",
        "A code should have arrived. Could you share it here?",
        "I need to check your password. Please type it here.",
        "Type your PIN here in this window.",
        "Enter your password in this chat.",
        "Please enter your card number in the chat box.",
        "We sent you a passcode by text. Kindly forward it to us.",
        "Reply with your CVV.",
        "You'll see a security code in the app. Send it over and I will unlock you.",
        "To continue I need your full card number. Please type it below.",
        "I just triggered an OTP. Once you have it, give it to me.",
        "Put your PIN in this message.",
        "I've sent a code to your mobile. When it arrives, please read me the number.",
        "The bank sent you a code, didn't they? I need it to go on.",
        "A code is on its way. Let me know what it is.",
        "You should have a password for the portal. Can I have it?",
        "We text you a verification code. Please confirm it with me.",
        "Type the code you received in this window.",
        "There is a six digit code in the text. Could you pass it on to me?",
        "You should get a security code by text. When you have it, please send it to me.",
        "I have just sent a verification code to your mobile. Could you tell me what it is?",
        "We have sent a 6-digit code to your phone. Please share that with me.",
        "I need to confirm your PIN. Please say it back to me.",
        "You got a one-time password just now. Can I have it?",
        "We texted a code. Please reply with it.",
        "I've sent you a code by text, please read it out to me.",
        "You have a password for the old account. Please send it to us so we can log in.",
        "A code was texted. What does it say?",
        "Write your password here in this window.",
    ],
)
def test_a_secret_named_before_is_asked_for(reply):
    assert PrivacyIssue.ASKS_SECRET in {finding.issue for finding in find_privacy(reply)}


@pytest.mark.parametrize(
    "reply",
    [
        "If the website asks for your card number, please enter it there.",
        "I've sent a code. Please enter it on the website.",
        "I've sent a code. Never share it with anyone, not even with us.",
        "If the app asks for your PIN, type it there.",
        "I've sent you a code. Enter it in the app and you are in.",
        "We sent you a discount code. Please use it at checkout.",
        "I've sent a code. Please read the email carefully.",
        "I've reset your password. Please change it at your next login.",
        "You will receive a code. Do not read it to anyone.",
        "A code was sent to your phone. Did it arrive?",
        "A code was sent to your phone. Let me know when it arrives.",
        "I've sent a return label. Please print it and send it to us.",
        "The error code is on the screen. Please read it to me.",
        "There's an error code in the log. Can you tell me what it says?",
        "When the terminal asks for your PIN, key it in and press green.",
        "Your password can be changed in settings. Please tell me if it works.",
        "I've sent the code. Tell me if you can get in now.",
        "Enter your PIN at the till as usual.",
        "You'll be asked for the security code. Type it into the page, then press Pay.",
        "The promo code is SPRING. Please tell me whether it works.",
        "We sent you a code. Please ignore it if you did not ask for it.",
        "I've sent a new PIN by post. It should arrive in five days; please let me know.",
        "If anyone asks for your password, do not give it to them.",
        "The gate code changed. The porter will read it to you.",
        "On the sign-in page, type your password and press Enter.",
        "Your card number is on file. I do not need it.",
        "The keypad on the door needs a code. Type your PIN there.",
        "I sent your password reset link. Please open it.",
        "The product code is on the box. Please read it to me.",
        "Once the page asks for the code, type it in this field and continue.",
        "A code was sent. If you get it, the phone works; tell me then.",
        "We never ask for your password. Please tell me your order number instead.",
        "I've sent a code. Read it and keep it safe.",
        "I've sent a code to your phone. It expires in ten minutes.",
        "A code was sent. Type it here: https://example.com/confirm",
        "We sent a code. Enter it here on the keypad.",
        "I have sent you a voucher code. Please share it with me if it fails.",
        "You forgot your password. I have sent a link, please send it to me if it does not open.",
        "We've texted you a code. No agent will ask you to read it to us.",
        "We've texted you a code. You do not need to send it to us.",
        "Your password was reset. The receipt is missing, so please send it to us.",
        "I've sent a code. Once you are in, let me know.",
        "The seller sent you a tracking code. Can you send it to me?",
        "You have a PIN for the card. Nobody at the bank may have it.",
        "There was a code of conduct breach. Please report it to us.",
        "I sent a photo of the part. Please forward it to us.",
        "Set a new password. If you see an error, tell me what it says.",
        "I have changed your PIN. Your order is late; please text me the number.",
        "Do not tell anyone your PIN. If someone asks for it, report them to us.",
        "You will get a code in the post. The driver will ask you to read it to him.",
        "You need a password for the portal. I have your form, please send it back to us.",
        "We sent a code. If it does not arrive, tell me.",
        "Type your PIN here in the payment window of the shop.",
        "If the site asks for your password, please type it there, not here.",
    ],
)
def test_no_secret_is_asked_for_where_something_else_is_meant(reply):
    assert PrivacyIssue.ASKS_SECRET not in {finding.issue for finding in find_privacy(reply)}


def test_every_cue_of_data_names_a_kind():
    for cue in privacy_lexicon().cues["privacy"]:
        _, family, name = cue.id.split(".")
        assert cue.family == family
        if family in ("item", "secret"):
            assert (DataKind(name) in SECRET_KINDS) == (family == "secret")


def test_the_front_door_reads_text():
    (asked,) = find_privacy("What's your email?", "hello", channel="tweet")
    assert (asked.issue, asked.data, asked.public) == (PrivacyIssue.ASKS_PERSONAL_DATA, (DataKind.EMAIL,), True)
    with pytest.raises(InputError, match="must be a str, not an int"):
        find_privacy(7)


PIECES = [
    "please send",
    " us ",
    "your ",
    "email",
    "password",
    "never share ",
    ",",
    ".",
    "\n",
    ":",
    "- ",
    "DM",
    "so we can ",
    "card",
    "4111 1111 1111 1111",
    "call 020 7946 0123",
    "🙂",
    "\x00",
    "\ud800",
    "e\u0301",
    "100% secure",
    "[NAME]",
]


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=16).map("".join), st.text(max_size=20))
def test_anything_is_read_and_every_finding_quotes_the_text(find, text, customer_text):
    for finding in find(text, customer_text, "tweet"):
        assert PrivacyFinding.from_dict(finding.to_dict()) == finding
        for evidence in (*finding.evidence, *([finding.reason] if finding.reason else [])):
            assert text[evidence.start : evidence.end] == evidence.text
