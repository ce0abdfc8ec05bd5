"""The sentence below a letter that says how to get no more, in the customer's language."""

from __future__ import annotations

from html import escape
from urllib.parse import urlsplit

from touchpoint.compose.words import tag
from touchpoint.model import Unsubscribe

_SENTENCES = {
    "cs": "Nechcete-li další takové zprávy, odpovězte „unsubscribe“.",
    "da": "Vil du ikke have flere af disse beskeder, så svar »unsubscribe«.",
    "de": "Wenn Sie keine solchen Nachrichten mehr möchten, antworten Sie mit „unsubscribe“.",
    "en": 'If you would rather not get messages like this one, answer "unsubscribe".',
    "es": "Si no desea recibir más mensajes como este, responda «unsubscribe».",
    "fi": "Jos et halua enää tällaisia viestejä, vastaa ”unsubscribe”.",
    "fr": "Si vous ne souhaitez plus de messages comme celui-ci, répondez « unsubscribe ».",
    "it": "Se non desidera più ricevere messaggi come questo, risponda «unsubscribe».",
    "nb": "Vil du ikke ha flere slike meldinger, svar «unsubscribe».",
    "nl": "Wilt u geen berichten zoals dit meer, antwoord dan met “unsubscribe”.",
    "no": "Vil du ikke ha flere slike meldinger, svar «unsubscribe».",
    "pl": "Jeśli nie chcesz więcej takich wiadomości, odpowiedz „unsubscribe”.",
    "pt": "Se não quiser receber mais mensagens como esta, responda “unsubscribe”.",
    "sv": "Vill du inte ha fler sådana meddelanden, svara ”unsubscribe”.",
}
"""The languages of the greetings. The word to answer is one that is heard in each of them."""


def leaving(language: str, how: Unsubscribe, token: str) -> tuple[str, str]:
    """The same as text and as HTML: the sentence, and below it the page where one click does it.

    Both are empty where the policy wants no sentence; its own one takes the place of ours.
    """
    if not how.line:
        return "", ""
    known = _SENTENCES.get(tag(language).partition("-")[0], _SENTENCES["en"])
    sentence, page = how.line if isinstance(how.line, str) else known, how.at(token)
    if not page:
        return sentence, f"<p><small>{escape(sentence)}</small></p>\n"
    link = f'<a href="{escape(page)}">{escape(urlsplit(page).netloc)}</a>'
    return f"{sentence}\n{page}", f"<p><small>{escape(sentence)}<br>\n{link}</small></p>\n"
