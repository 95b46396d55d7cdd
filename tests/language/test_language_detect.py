"""Which texts may be scored as English."""

from __future__ import annotations

import pytest

from authentica.language.detect import is_english

ENGLISH = {
    "plain": "We have refunded the second charge and you will see it by Friday.",
    "short": "ok",
    "one word": "Refunded!",
    "two words": "Bonjour Ana",
    "empty": "",
    "digits": "12345 67890",
    "emoji": "😀😀😀",
    "names": "Ana Bob Carl Dora Emil",
    "typos": "soz bout that ur order shld b w/ u tmrw",
    "shouting": "WE ARE SO SORRY ABOUT THIS, IT WILL BE FIXED TODAY",
    "no apostrophes": "Im sorry we cant find your order can you send us the number",
    "French names in English": "The Déjà Vu café on Rue de la Paix has your umbrella, and we will post it to you.",
    "English leads": "Hola Ana, we have found your bag and it will be with you tomorrow. Gracias!",
    "Indian English": "Kindly do the needful and revert back to us with the same at the earliest.",
    "technical": "Run npm install --legacy-peer-deps, then restart the dev server on port 3000.",
    "speech": "yeah so i can see that here um let me just check with the team real quick",
    "terse": "Sent second man, door stays open till noon. 10 min",
    "contractions": "I've sent a second man, Dev, he's nearer. 10 min.",
    "mostly product codes": "SKU AB-1234 REF 99-Z ETA 14:00",
}
OTHERS = {
    "German": "Vielen Dank für Ihre Nachricht. Wir haben die Bestellung storniert und das Geld ist bis Freitag wieder auf Ihrem Konto.",
    "Spanish": "Gracias por su mensaje. Hemos cancelado el pedido y el dinero estará de vuelta en su cuenta el viernes.",
    "French": "Merci pour votre message. Nous avons annulé la commande et vous serez remboursé avant vendredi.",
    "Italian": "Grazie per il suo messaggio. Abbiamo annullato l'ordine e il denaro sarà sul suo conto entro venerdì.",
    "Dutch": "Bedankt voor uw bericht. Wij hebben de bestelling geannuleerd en het geld staat vrijdag weer op uw rekening.",
    "Portuguese": "Obrigado pela sua mensagem. Nós cancelamos o pedido e o dinheiro estará na sua conta até sexta-feira.",
    "Polish": "Dziękujemy za wiadomość. Anulowaliśmy zamówienie i pieniądze będą na koncie do piątku, proszę się nie martwić.",
    "Swedish": "Tack för ditt meddelande. Vi har avbokat din beställning och pengarna är tillbaka på ditt konto på fredag.",
    "Turkish": "Mesajınız için teşekkür ederiz. Siparişi iptal ettik ve para en geç cuma günü hesabınızda olacak, bu konuda çok üzgünüz.",
    "Russian": "Спасибо за ваше сообщение. Мы отменили заказ.",
    "Greek": "Ευχαριστούμε για το μήνυμά σας. Ακυρώσαμε την παραγγελία.",
    "Arabic": "شكرا لرسالتك. لقد ألغينا الطلب.",
    "Hebrew": "תודה על פנייתך. ביטלנו את ההזמנה.",
    "Chinese": "感谢您的来信。我们已经取消了订单。",
    "Japanese": "お問い合わせありがとうございます。ご注文をキャンセルしました。",
    "Korean": "문의해 주셔서 감사합니다. 주문을 취소했습니다.",
    "Hindi": "आपके संदेश के लिए धन्यवाद। हमने ऑर्डर रद्द कर दिया है।",
    "Thai": "ขอบคุณสำหรับข้อความของคุณ เราได้ยกเลิกคำสั่งซื้อแล้ว",
    "one Russian word": "Здравствуйте",
    "German leads": "Hi Ana, wir haben die Bestellung leider noch nicht gefunden und melden uns bei Ihnen, sobald sie da ist. Best regards",
}


def judge(tokenize, text):
    return is_english(tokenize(text).words, text)


@pytest.mark.parametrize("text", ENGLISH.values(), ids=ENGLISH.keys())
def test_english(tokenize, text):
    assert judge(tokenize, text)


@pytest.mark.parametrize("text", OTHERS.values(), ids=OTHERS.keys())
def test_other_languages(tokenize, text):
    assert not judge(tokenize, text)


@pytest.mark.parametrize("text", [OTHERS[name] for name in ("German", "Spanish", "French", "Italian", "Dutch")])
def test_shouting_in_another_language_is_still_another_language(tokenize, text):
    assert not judge(tokenize, text.upper())
