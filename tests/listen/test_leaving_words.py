# ruff: noqa: E501, RUF001 - what people write is a line, in its own letters
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchpoint.listen.leaving.phrases import EVERYTHING
from touchpoint.listen.understanding import understand

TOKEN = "abcdefghijklmnopqrstuvwxyz"

ALL = [
    "Please unsubscribe me.",
    "unsubscribe",
    "STOP",
    "Hi Ben, please remove me from your mailing list. Thanks, Anna",
    "Please stop emailing me!!!",
    "Could you please stop sending me these emails?",
    "I don't want to receive any more emails from you.",
    "Remove anna@example.com from your list",
    "Fuck off and unsubscribe me",
    "Leave me alone.",
    "No thanks. Please take me off your list.",
    "Bitte melden Sie mich von Ihrem Newsletter ab.",
    "Bitte nehmen Sie mich aus Ihrem Verteiler. Danke!",
    "Hallo Frau Müller, bitte schreiben Sie mir nicht mehr. MfG",
    "Lassen Sie mich in Ruhe!",
    "Ich möchte keine Mails mehr von Ihnen erhalten.",
    "Merci de ne plus m'envoyer de mails.",
    "Désabonnez-moi de votre liste, svp",
    "Bonjour, veuillez me désinscrire de votre liste. Cordialement, Anna",
    "Arrêtez de m'écrire !",
    "Por favor, denme de baja de su lista",
    "No me escriban más",
    "Per favore cancellatemi dalla vostra lista. Grazie",
    "Non scrivetemi più.",
    "Por favor, removam-me da vossa lista. Obrigado",
    "Parem de me enviar e-mails",
    "Proszę wypisać mnie z listy",
    "Proszę nie pisać do mnie więcej.",
    "Proszę o usunięcie mojego adresu z bazy. Dziękuję",
    "Gelieve mij uit te schrijven",
    "Schrijf mij uit",
    "Graag uitschrijven aub",
    "Prosím, odhlaste mě z odběru.",
    "Už mi nepište.",
    "Vänligen ta bort mig från er lista",
    "Sluta mejla mig",
    "Venligst fjern mig fra jeres liste",
    "Vennligst fjern meg fra listen deres",
    "Ikke send meg flere e-poster",
    "Poistakaa minut postituslistalta, kiitos",
    "Kérem, töröljenek a listáról.",
    "Vă rog să mă dezabonați",
    "Nu îmi mai trimiteți emailuri",
    "Lütfen beni listeden çıkarın",
    "Bana artık e-posta göndermeyin",
    "Отпишите меня от рассылки, пожалуйста",
    "Пожалуйста, не пишите мне больше",
    "Перестаньте мне писать",
    "Відпишіть мене, будь ласка",
    "Не пишіть мені більше",
    "配信停止してください。",
    "配信停止をお願いします。",
    "メールを送らないでください",
    "请退订",
    "请不要再给我发邮件了",
    "수신거부 부탁드립니다",
    "더 이상 메일을 보내지 마세요",
    "إلغاء الاشتراك",
    "الرجاء إلغاء اشتراكي",
    "Kindly remove me from this mailing list.",
    "Please take me off the list",
    "Please delete my email address from your database.",
    "I'd like to be removed from your mailing list",
    "You can stop sending me emails now.",
    "Stop spamming me",
    "please dont contact me again",
    "I no longer wish to receive your emails",
    "Would you please unsubscribe me?",
    "Unsubscribe me immediately!",
    "Take me off",
    "no more emails pls",
    "Enough. Stop.",
    "Never write to me again.",
    "Please stop contacting me.",
    "Bitte tragen Sie mich aus.",
    "Bitte aus dem Verteiler nehmen",
    "Bitte löschen Sie meine E-Mail-Adresse aus Ihrem Verteiler.",
    "Ich bitte Sie, mich aus Ihrem Verteiler zu löschen.",
    "Ich will keine Mails mehr",
    "Hören Sie auf, mir zu schreiben!",
    "Bitte keine E-Mails mehr schicken",
    "Bitte nicht mehr anschreiben",
    "Abmeldung bitte",
    "Ich möchte nicht mehr kontaktiert werden.",
    "Newsletter abbestellen",
    "Je ne souhaite plus recevoir vos mails.",
    "Je vous prie de me retirer de votre liste.",
    "Stop aux mails svp",
    "Merci de supprimer mon adresse de votre fichier",
    "Désinscription svp",
    "Ne m'écrivez plus.",
    "Quiero darme de baja",
    "Solicito la baja de esta lista",
    "Por favor, no me envíen más correos",
    "Dejen de escribirme",
    "Denme de baja, gracias",
    "Elimine mi correo de su lista, por favor",
    "Desidero essere cancellato dalla vostra mailing list",
    "Vi prego di non inviarmi più email",
    "Basta mail!",
    "Rimuovetemi dalla lista",
    "Disiscrivetemi per favore",
    "Não quero receber mais e-mails",
    "Gostaria de ser removido da lista",
    "Favor remover o meu email da lista",
    "Não me mandem mais nada",
    "Nie chcę więcej otrzymywać maili",
    "Proszę mnie wypisać",
    "Proszę przestać do mnie pisać",
    "Proszę usunąć mój adres z bazy",
    "Rezygnuję z otrzymywania wiadomości",
    "Verwijder mij uit uw bestand aub",
    "Ik wil geen e-mails meer ontvangen",
    "Kunt u mij uitschrijven?",
    "Stop met mailen",
    "Vyřaďte mě z databáze",
    "Nechci dostávat další e-maily",
    "Jag vill inte ha fler mejl från er",
    "Avregistrera mig tack",
    "Fjern mig fra listen tak",
    "Jeg vil ikke have flere mails",
    "Jeg ønsker ikke å motta flere e-poster",
    "Meld meg av",
    "Poistakaa osoitteeni listalta",
    "En halua enää sähköposteja",
    "Kérem, iratkoztassanak le",
    "Ne küldjenek több levelet",
    "Nu mai doresc să primesc emailuri",
    "Vă rog să mă ștergeți din listă",
    "Beni listeden çıkarın lütfen",
    "Bana bir daha mail atmayın",
    "Удалите меня из списка рассылки",
    "Я больше не хочу получать ваши письма",
    "Прошу удалить мой адрес",
    "Видаліть мене зі списку розсилки",
    "Я більше не хочу отримувати ваші листи",
    "メール配信の停止をお願いします",
    "もうメールを送らないでください",
    "登録を解除してください",
    "请停止发送邮件",
    "我不想再收到你们的邮件",
    "请取消订阅",
    "더 이상 메일 보내지 마세요",
    "메일 수신을 거부합니다",
    "أرجو عدم مراسلتي",
    "لا أريد استلام رسائلكم",
    "Hi, can you take me off your list please? Thanks!",
    "I wish to be taken off the mailing list",
    "unsubscribe me from all emails",
    "Please cease contacting me.",
    "Do not email me any more.",
    "Remove my email address from your list immediately.",
    "Please opt me out",
    "Stop these emails!",
    "Sehr geehrte Damen und Herren, bitte streichen Sie meine Adresse aus Ihrem Verteiler. Mit freundlichen Grüßen, Anna Kowalska",
    "Kein Interesse. Bitte keine weiteren Mails.",
    "Bitte nehmen Sie mich von der Liste.",
    "Melden Sie mich bitte ab.",
    "Schluss damit, ich will keine Mails mehr.",
    "Bitte um Abmeldung",
    "Bitte um Löschung aus dem Verteiler",
    "Je veux me désabonner.",
    "Veuillez ne plus me contacter.",
    "Stop !",
    "Ne plus recevoir vos emails svp",
    "Por favor dejen de enviarme correos",
    "No deseo recibir más mensajes",
    "Quiero cancelar mi suscripción",
    "Per favore non scrivetemi più",
    "Non voglio più ricevere queste email",
    "Chiedo di essere cancellato",
    "Por favor não me enviem mais emails",
    "Quero cancelar a inscrição",
    "Nie piszcie do mnie więcej",
    "Proszę o wykreślenie z listy",
    "Dość! Nie wysyłajcie mi więcej maili.",
    "Ik wil me uitschrijven",
    "Stuur me geen mails meer",
    "Prosím o odhlášení",
    "Snälla sluta skicka mejl",
    "Stop med at skrive til mig",
    "Slutt å sende meg e-post",
    "Lopettakaa viestien lähettäminen",
    "Kérem, ne írjanak többet",
    "Vreau să mă dezabonez",
    "Aboneliğimi iptal edin",
    "Не присылайте мне больше письма",
    "Відпишіть мене від розсилки",
    "配信停止希望",
    "구독 취소해주세요",
    "أرجو إلغاء اشتراكي",
]
OFFERS = [
    "No more offers please",
    "Keine Werbung mehr!",
    "Bitte schicken Sie mir keine Angebote mehr",
    "Plus de publicité, merci",
    "No más ofertas",
    "Basta offerte",
    "Proszę bez reklam",
    "Geen reclame meer",
]
NEITHER = [
    "How do I unsubscribe from your competitor?",
    "Please cancel",
    "Please stop by on Friday",
    "Stop, I have a question",
    "Thanks, that works for me.",
    "Yes",
    "No thanks",
    "Not interested",
    "Please unsubscribe my colleague and call me about the order",
    "Remove the second item from the order",
    "Kein Interesse",
    "Danke, passt",
    "Bitte stornieren",
    "I will stop using it",
    "Merci",
    "No more questions",
    "Please don't send the invoice by email, send it by post",
    "Can you remove me as admin but keep the account?",
    "Please unsubscribe me from the newsletter but keep sending invoices",
    "Nein, danke",
    "We should stop the project",
    "Please remove the watermark from the file",
    "Please stop the delivery",
    "Could you stop by tomorrow?",
    "I want to subscribe",
    "Don't send me the contract yet",
    "Do not contact my wife, contact me",
    "I don't want to receive the parcel before Monday",
    "Please do not send the invoice",
    "Please delete the draft",
    "Ich möchte mich anmelden",
    "Bitte melden Sie sich bei mir",
    "Bitte schreiben Sie mir",
    "Bitte löschen Sie den Termin",
    "Ich möchte die Bestellung stornieren",
    "Merci de me rappeler",
    "Je ne souhaite plus ce produit",
    "No quiero esta oferta, pero me interesa la otra",
    "Proszę o kontakt",
    "Proszę o usunięcie faktury",
    "Ik wil graag meer mails ontvangen",
    "Stuur mij de factuur",
    "Nechci nic",
    "Jag vill ha mer information",
    "Не пишите в чат, звоните",
    "请发邮件给我",
    "メールを送ってください",
    "메일 보내주세요",
    "Thanks but no thanks",
    "We are not interested at the moment",
    "Please send no more than two emails",
    "Not now",
    "Cancel my subscription to the magazine",
    "take care",
    "Please cancel my order",
    "Leave it",
    "Leave me a message",
    "Go ahead",
    "Get back to me",
    "OK stop here",
    "Keine Zeit",
    "Keine Angebote gefunden",
    "Kein Angebot erhalten",
    "Bitte kein Angebot für den Balkon",
    "Basta così, grazie",
    "Enough is enough",
    "Bitte um Löschung meiner Daten",
    "Proszę o usunięcie mnie z listy gości",
    "Remove me from the meeting",
    "Please delete my account",
]


def mail(text, subject="Re: Your garden", to="Ben Field <ben@field.example>", **header):
    message = EmailMessage()
    message["From"] = "Anna Kowalska <anna@kowalska.example>"
    message["To"] = to
    message["Subject"] = subject
    for name, value in header.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return bytes(message)


@pytest.mark.parametrize("text", ALL)
def test_who_wants_no_more_mail_is_understood_in_many_languages(text):
    found = understand(mail(text))
    assert (found.kind, found.scope) == ("unsubscribe", "all")


@pytest.mark.parametrize("text", OFFERS)
def test_who_wants_no_more_offers_keeps_the_rest(text):
    found = understand(mail(text))
    assert (found.kind, found.scope) == ("unsubscribe", "offers")


@pytest.mark.parametrize("text", NEITHER)
def test_words_of_leaving_in_any_other_text_send_nobody_away(text):
    assert understand(mail(text)).kind == "reply"


def test_what_is_quoted_and_a_signature_are_no_part_of_what_they_say():
    text = """Please unsubscribe me.

Best regards
Anna Kowalska
Head of Gardens
+48 600 000 000

On Tue, 4 Aug 2026 at 10:00, Ben Field <ben@field.example> wrote:
> Dear Anna, how is the garden?
> If you want no more mail, answer "unsubscribe".
"""
    assert understand(mail(text)).kind == "unsubscribe"


def test_our_own_offer_to_leave_that_an_answer_quotes_sends_nobody_away():
    text = """It grows well, thank you.

On Tue, 4 Aug 2026 at 10:00, Ben Field <ben@field.example> wrote:
> If you want no more mail, answer "unsubscribe".
"""
    assert understand(mail(text)).kind == "reply"


@pytest.mark.parametrize("subject", ["unsubscribe", "Unsubscribe please", "STOP", "Abmelden"])
def test_a_subject_alone_is_enough(subject):
    assert understand(mail("", subject)).kind == "unsubscribe"


def test_a_subject_beside_a_letter_is_not():
    text = "I do like your letters, but the one about tulips was about roses. Who wrote it?"
    assert understand(mail(text, "Unsubscribe")).kind == "reply"


def test_the_token_of_our_offer_to_leave_is_found_in_the_subject_and_in_the_address():
    by_subject = understand(mail("This was sent by a program.", f"Unsubscribe {TOKEN.upper()}"))
    by_address = understand(mail("", "", f"ben+unsubscribe-{TOKEN}@field.example"))
    for found in (by_subject, by_address):
        assert (found.kind, found.scope, found.tokens) == ("unsubscribe", "all", (TOKEN,))


def test_an_answer_to_a_mail_about_leaving_does_not_use_its_token():
    text = "What does this mean? I never asked for it, and would like to know."
    assert understand(mail(text, f"Re: unsubscribe {TOKEN}")).kind == "reply"


def test_a_program_that_says_such_a_thing_sends_nobody_away():
    found = understand(mail("Unsubscribe", "News", Auto_Submitted="auto-generated"))
    assert found.kind == "unrelated"


@given(st.text(max_size=400), st.sampled_from(EVERYTHING.strip().splitlines()))
def test_whatever_is_written_is_understood_as_something(text, phrase):
    assert understand(mail(f"{text} {phrase}\n{text}".replace("\0", ""))).kind


def test_a_word_of_leaving_that_is_in_an_address_counts_all_the_same():
    assert understand(mail("Unsubscribe", to="unsubscribe@field.example")).kind == "unsubscribe"
