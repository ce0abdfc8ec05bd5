"""How programs head an absence, and how people word it, in many languages; without accents."""
# ruff: noqa: E501, RUF001
# It holds words of many languages, in their letters.

from __future__ import annotations

import re

from touchpoint.listen.folding import folded

_HEADS = (
    "automatic reply|auto[- ]?reply|auto[- ]?response|automatic response|automated reply|"
    "automated response|autoresponder|autoreply|"
    "out of (?:the )?office(?: (?:auto ?)?reply| message| notification)?|"
    "automatische antwort|automatische nachricht|autoantwort|abwesenheit(?:s\\w+)?|"
    "réponse automatique|message d'absence|absence du bureau|respuesta automática|"
    "fuera de (?:la )?oficina|risposta automatica|fuori (?:sede|ufficio)|resposta automática|"
    "fora do escritório|automatyczna odpowiedź|odpowiedź automatyczna|autoodpowiedź|poza biurem|"
    "automatisch(?:e)? (?:antwoord|bericht)|afwezigheids\\w+|niet op kantoor|"
    "automatická odpověď|mimo kancelář|automatiskt svar|autosvar|frånvaro\\w*|automatisk svar|"
    "ej på kontoret|fravær\\w*|automaattinen vastaus|automaattivastaus|poissaolo\\w*|"
    "automatikus válasz|irodán kívül|răspuns automat|în afara biroului|otomatik (?:yanıt|cevap)|"
    "ofis dışında|автоматический ответ|автоответ|вне офиса|автоматична відповідь|автовідповідь|"
    "поза офісом|αυτόματη απάντηση|εκτός γραφείου|自動応答|自動返信|不在通知|自动答复|自动回复|"
    "自動回覆|自動回復|자동 회신|자동 응답|부재중|부재 중|رد تلقائي|الرد التلقائي|رد آلي|خارج المكتب"
)
HEADED = re.compile(rf"[\s\[(]*(?:{folded(_HEADS)})\s*(?:[\])]|[:\uff1a-].*|$)", re.DOTALL)
"""At the beginning of a subject, before a colon or as all of it. A person answers with `Re:`."""

_AWAY = (
    "out of (?:the |my )?office|on (?:annual |parental |maternity |paternity |sick )?"
    "(?:leave|vacation|holiday)|(?:currently|will be|am|i'm|be) (?:away|back|out)|"
    "away from (?:the |my )|will return|returning (?:on|to)|limited access|(?:par|mat)ernity leave|"
    "abwesend|nicht im (?:büro|haus|dienst)|urlaub|wieder (?:im|für|ab|am|erreichbar|da)|"
    "elternzeit|nicht erreichbar|außer haus|absent|en congé|en vacances|de retour|hors du bureau|"
    "fuera de la oficina|vacaciones|ausente|de vuelta|de regreso|no estaré|"
    "fuori (?:ufficio|sede)|in ferie|assente|rientr|torner|sarò di nuovo|"
    "fora do escritório|de férias|estarei de volta|regress|poza biurem|urlop|nieobecn|wracam|"
    "powrót|będę z powrotem|nie ma mnie|afwezig|niet aanwezig|(?:met|op) (?:vakantie|verlof)|"
    "weer (?:terug|bereikbaar)|mimo kancelář|dovolen|nepřítom|zpět v|(?:ej|inte|ikke) på kontoret|"
    "semester|frånvar|ledig|åter på|tillbaka|ferie|fravær|tilbage|tilbake|poissa|lomalla|"
    "vuosiloma|palaan|irodán kívül|szabadság|nem vagyok|vissza|concediu|nu sunt la birou|lipsesc|"
    "revin|izinde|ofis dışında|ofiste olmayaca|döneceğim|tatil|отпуск|отсутств|не на работе|"
    "вернусь|выйду|на месте|відпуст|відсутн|повернуся|άδεια|εκτός|不在|休暇|休み|戻り|出張|休假|"
    "出差|外出|返回|부재|휴가|출장|복귀|إجازة|خارج المكتب|سأعود|غائب"
)
AWAY = re.compile(rf"(?<![a-z])(?:{folded(_AWAY)})")

_DESK = (
    "tickets?\\b|case (?:number|id|no)|#\\s?\\d{3,}|\\[[a-z]{2,}-\\d+\\]|"
    "received your (?:request|message|inquiry|enquiry|application|order)|"
    "your (?:request|inquiry|enquiry|order|application)|support team|anfrage|vorgangsnummer|"
    "bestellung|eingangsbestätigung|votre demande|accusé de réception|su solicitud|su consulta|"
    "la sua richiesta|sua solicitação|zgłoszen|potwierdz|uw aanvraag|váš požadavek|ärende|"
    "henvendelse|tukipyyntö|megkeres|solicitarea|talebiniz|заявк|обращени|звернен|"
    "お問い合わせ|工单|문의"
)
DESK = re.compile(rf"(?<![a-z])(?:{folded(_DESK)})")
"""Who takes in requests is there, although a program answers."""
