"""The language of a capture that does not say it.

Inferred where there is no doubt, else not known.
"""

import pytest

from publisher.readers.capture.language import language_of

SAID = {
    "ar": (
        "هذا النص عن المقال الذي نشر في المجلة، وقد كان من بين ما كتب بعد ذلك، كما أن الناشر قد"
        " وافق على نشره مع الشروط."
    ),
    "bg": (
        "Това е текстът, който се публикува за читателите, като не са нужни други условия и по това"
        " може да се съди от вестника."
    ),
    "bn": (
        "এই লেখা তার জন্য নয়, এবং লেখক বলে এক কথা থেকে শুরু করে, কিন্তু তিনি আর একটি কথা না বলে"
        " নিয়ে যান, হবে না।"
    ),
    "ca": (
        "Aquest text és per als lectors que no tenen el diari, amb una nota dels editors, com els"
        " de la revista, però més llarga."
    ),
    "cs": (
        "Tento text se podle vydavatele smí tisknout, ale jen pro čtenáře, kteří jsou z města, by"
        " se to také mohlo říci do novin."
    ),
    "da": (
        "Det er ikke den tekst, som jeg har skrevet af en avis til læserne, og der er for mange ord"
        " af den slags på siden, der ikke er noget af sig selv."
    ),
    "es": (
        "El texto que publica la revista es para los lectores, pero no se puede vender; su autor lo"
        " escribió como una nota más."
    ),
    "fa": (
        "این متن را ناشر برای خوانندگان است و با آن یک شرط شده که از خود مجله به دست می آید تا در"
        " آن چاپ شود."
    ),
    "fi": (
        "Tämä teksti on lehden oma, mutta se ei ole kaikille, kun lukijat ovat niin kaukana, että"
        " hän tai joka toinen myös odottaa ja lukee."
    ),
    "fr": (
        "Le texte que publie la revue est pour les lecteurs qui ne sont pas dans une ville, et des"
        " notes sur le journal suivent."
    ),
    "hi": (
        "यह लेख पत्रिका की ओर से है और इस के लिए एक शर्त भी है कि लेखक का नाम नहीं हटाया जाए, यह"
        " पाठकों को बताया है।"
    ),
    "hu": (
        "Ez a szöveg az olvasóknak van, de nem csak egy lapban, hogy meg is jelenjen, mint már"
        " volt, és az a szerző neve."
    ),
    "it": (
        "Il testo che la rivista pubblica non è per una vendita, sono gli autori della nota nel"
        " giornale con più di una pagina."
    ),
    "nl": (
        "Het is een tekst van de krant voor de lezers, maar niet om te verkopen, dat wordt ook aan"
        " het begin gezegd met een noot."
    ),
    "no": (
        "Det er ikke en tekst som jeg har skrevet av en avis til leserne, og det er for mange ord"
        " på siden å lese, og noe av det er ikke mye å si om av den."
    ),
    "pl": (
        "Ten tekst jest dla czytelników, ale nie do sprzedania, o czym się mówi przez redakcję, że"
        " to jest na początku za zgodą od autora."
    ),
    "pt": (
        "O texto que a revista publica não é para uma venda, mas os leitores são convidados, com"
        " uma nota dos autores, como foi dito."
    ),
    "ro": (
        "Acest text este pentru cititori și nu se vinde, că redacția a spus în nota sa mai sus care"
        " sunt condițiile din revistă cu de la autor."
    ),
    "ru": (
        "Это текст для читателей, и его не продают: в журнале сказано, что автор на то согласен,"
        " как и по другим статьям из номера."
    ),
    "sv": (
        "Det är inte en text som jag har skrivit av en tidning till läsarna, och det är för många"
        " ord på sidan med den, att de inte har den."
    ),
    "tr": (
        "Bu yazı okurlar için bir not ile yayımlanır ve satılmaz; ne kadar uzun olan metin varsa da"
        " daha çok dergi gibi olarak basılır."
    ),
    "uk": (
        "Це текст для читачів, і його не продають: у журналі сказано, що автор на те згоден, як та"
        " інші з номера за його словами до друку."
    ),
    "ur": (
        "یہ متن اس رسالے کے قارئین کے لیے ہے اور اس میں ایک شرط بھی ہے کہ مصنف کا نام نہ ہٹایا"
        " جائے، یہ پر سے کر تھا۔"
    ),
    "vi": (
        "Văn bản này là của tạp chí và được in cho những người đọc, không bán, với một điều kiện đã"
        " có trong các trang này."
    ),
    "zh": (
        "这篇文章的代码是 `for item in container: print(item)`，读者可以转载，但要写明作者和出处。"
    ),
    "ja": "この文章は雑誌の読者のために書かれたもので、条件を守れば転載できます。",
    "ko": "이 글은 잡지의 독자를 위해 쓴 것이며 조건을 지키면 옮겨 실을 수 있습니다.",
    "ta": "இந்த உரை இதழின் வாசகர்களுக்காக எழுதப்பட்டது.",
}


@pytest.mark.parametrize("language", SAID)
def test_a_text_tells_its_language_by_its_script_or_its_common_words(language: str) -> None:
    found, direction, evidence = language_of(SAID[language])
    assert found == language
    assert direction == ("rtl" if language in {"ar", "fa", "ur"} else "")
    assert evidence[0].rule == "script or common words"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "42",
        "Xyzzy plugh frotz.",
        "Dette er en kort linje.",
        "A title alone",
        # Indonesian or Malay
        "yang dan di itu dengan untuk tidak dari dalam ini pada adalah akan juga",
        "i da je u se na za od su kao što nije",  # Croatian or Serbian
        (
            "https://example.com/de/de/de https://example.com/de/la https://example.com/de/que"
            " de@example.de"
        ),
    ],
)
def test_what_may_be_one_language_or_another_is_not_known(text: str) -> None:
    assert language_of(text)[0] == ""


def test_addresses_say_nothing_about_the_language() -> None:
    links = " ".join(f"https://www.example.com/o/que/com/para/{number}" for number in range(40))
    assert language_of(f"{SAID['es']} {links}")[0] == "es"
