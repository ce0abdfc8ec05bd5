"""What mail programs write above the mail that is answered, and below their own."""
# ruff: noqa: RUF001
# It holds words of many languages, in their letters.

from __future__ import annotations

import re

_WROTE = (
    "wrote|writes|schrieb|geschrieben|a écrit|escribió|escribio|ha scritto|escreveu|schreef|"
    "geschreven|napisał|napisała|napisał\\(a\\)|pisze|skrev|kirjoitti|napsal|napsala|napsal\\(a\\)|"
    "píše|napísal|ezt írta|írta|a scris|scrie|yazdı|написал|написала|написал\\(а\\)|пишет|пише|"
    "написав|написала|έγραψε|写道|寫道|님이 작성|작성|كتب|كتبت|wiadomość napisana przez"
)
_OPENED = (
    "On|Am|Le|El|Il|Em|Op|W dniu|Dnia|Dne|Dňa|Den|Dana|În data|În|La|Pe|Le|Στις|Em|A|Il giorno|"
    "Vào|Wiadomość|Mensaje|في|在|于|W"
)
WROTE = re.compile(rf"(?<!\w)(?:{_WROTE})(?!\w)", re.IGNORECASE)
OPENED = re.compile(rf"(?:{_OPENED})\b.*\d")
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.\w")
TIME = re.compile(r"\b\d{1,2}[:.h]\d{2}\b")
YEAR = re.compile(r"(?<!\d)(?:20\d\d|\d{1,2}[./]\d{1,2}[./]\d\d)(?!\d)")

_FROM = (
    "From|Von|De|Da|Od|Van|Från|Fra|Lähettäjä|Feladó|De la|Expéditeur|Mittente|Remitente|Kimden|"
    "Gönderen|От|От кого|Від|Від кого|Από|差出人|送信者|发件人|寄件者|보낸 사람|من"
)
HEADED = re.compile(rf"\W{{0,3}}(?:{_FROM})\W{{0,3}}\s?[:：].*\S", re.IGNORECASE)
LABELLED = re.compile(r"\W{0,3}[^\W\d_][\w' -]{0,24}\W{0,2}\s?[:：].*")

_ORIGINAL = (
    "original message|ursprüngliche nachricht|originalnachricht|message d'origine|message original|"
    "mensaje original|messaggio originale|mensagem original|oryginalna wiadomość|"
    "wiadomość oryginalna|oorspronkelijk bericht|originele bericht|ursprungligt meddelande|"
    "oprindelig meddelelse|opprinnelig melding|alkuperäinen viesti|původní zpráva|pôvodná správa|"
    "eredeti üzenet|mesaj original|mesajul original|özgün ileti|orijinal mesaj|исходное сообщение|"
    "оригинальное сообщение|вихідне повідомлення|original-nachricht|元のメッセージ|原始邮件|"
    "原始郵件|원본 메시지|원본 메일|الرسالة الأصلية|forwarded message|weitergeleitete nachricht|"
    "message transféré|mensaje reenviado|messaggio inoltrato"
)
ORIGINAL = re.compile(rf"\s*[-_]{{2,}}\s*(?:{_ORIGINAL})\s*[-_]{{2,}}\s*", re.IGNORECASE)
RULE = re.compile(r"\s*[_-]{10,}\s*")

_DEVICE = (
    "iphon|ipad|android|smartphone|samsung|galaxy|huawei|xiaomi|pixel|blackberry|mobile|mobil|"
    "handy|telefon|outlook|gmx|web\\.de|yahoo|mail\\.ru|orange|t-online|proton|handheld|nokia|"
    "spark|windows phone|mail app|aol|айфон|телефон"
)
_SENT = (
    "sent from|sent via|sent with|get outlook|von meinem|gesendet|diese nachricht wurde von meinem|"
    "envoyé|télécharger outlook|obtenir outlook|enviado|obtener outlook|inviato|scarica outlook|"
    "ottieni outlook|enviada|obter o outlook|wysłan[eoy]|pobierz|verzonden|verstuurd|"
    "outlook downloaden|outlook voor|skickat|hämta outlook|sendt|hent outlook|få outlook|"
    "lähetetty|hanki outlook|odeslán[oa]|odoslané|získat outlook|elküldve|küldve|trimis|"
    "gönderildi|iphone'umdan|отправлено|надіслано|iphoneから送信|发自我的|從我的|나의 iphone|"
    "أُرسلت|outlook für|outlook pour|outlook for"
)
MOBILE = re.compile(rf"\W*(?=.*(?:{_SENT}))(?=.*(?:{_DEVICE})).{{5,90}}", re.IGNORECASE)
