"""Words around a date that say whether somebody is back on it, in many languages.

Alternatives of regular expressions; accents do not count.
"""
# ruff: noqa: E501, RUF001
# It holds words of many languages, in their letters.

from __future__ import annotations

BACK = (
    "back|return|returns|returning|resume|resuming|available again|again|wieder|zurück|erreichbar|"
    "verfügbar|verfügung|rückkehr|zurueck|retour|retournerai|revenir|reviendrai|rentrerai|"
    "à nouveau|de nouveau|joignable|disponible|vuelta|regreso|regresaré|volveré|vuelvo|reincorpo\\w+|"
    "nuevamente|rientro|rientrerò|tornerò|ritorno|di nuovo|ritornerò|reperibile|disponibile|"
    "regresso|voltarei|volto|retorno|regressarei|retornarei|de volta|disponível|novamente|powrót|"
    "powrotem|wracam|wrócę|powracam|dostępn\\w+|ponownie|terug|weer|bereikbaar|zpět|zpátky|"
    "vrátím|vracím|opět|k dispozici|tillbaka|åter|tillgänglig|igen|tilbage|tilbake|igjen|"
    "tilgjengelig|palaan|takaisin|tavoitettavissa|tavattavissa|jälleen|vissza|visszatér\\w*|újra|"
    "ismét|elérhető|înapoi|revin|reveni|întorc|din nou|disponibil\\w*|dön\\w+|tekrar|yeniden|"
    "вернусь|возвращ\\w+|снова|выйду|на месте|буду в офисе|буду на работе|буду на связи|буду доступ\\w+|повернуся|знову|"
    "повертаюс\\w+|επιστρ\\w+|πίσω|出社|復帰|戻り|戻る|対応|業務再開|通常営業|営業開始|返回|回来|回來|回到|恢复|上班|"
    "복귀|출근|돌아|회신|أعود|سأعود|العودة|عودتي"
)
UNTIL = "until|till|'til|til|tot"
"""They say themselves that the day is one of work; in other languages such a word includes it."""
THROUGH = (
    "through|thru|until and including|till and including|up to and including|up to|bis|"
    "einschließlich|einschl|inkl|incl|jusqu'au|jusqu'à|jusqu'en|hasta|hasta el|"
    "fino al|fino a|fino all'|até|do|tot en met|t/m|tom|till och med|t\\.o\\.m|til og med|t\\.o\\.m|tog m|"
    "asti|saakka|până|până la|până pe|până în|по|до|έως|μέχρι|ως|至|到|截至|截止|حتى|إلى|لغاية"
)
SINCE = (
    "from|starting|since|between|ab|vom|von|seit|à partir du|à partir de|à compter du|dès le|du|"
    "a partir del|a partir de|desde el|desde|del|dal|dall'|a partire dal|a partir do|od|vanaf|van|"
    "fran|från|fra|alkaen|începând cu|din|de la|с|со|з|із|від|από|自|从|從|من|ابتداء"
)
JOINS = (
    "-|\u2013|\u2014|~|\u301c|to|and|until|till|through|thru|bis|au|al|a|à|ao|até|do|tot|tot en met|"
    "t/m|till|til|tom|til og med|till och med|t\\.o\\.m|og|och|asti|la|până la|по|до|και|έως|至|到|から|"
    "부터|الى|حتى|e|y|et|und|i|en|"
)
LAST = (
    "inclusive|including|inclus|incluso|inclusi|compris|einschließlich|einschl|inkl|incl|"
    "włącznie|včetně|inklusive|mukaan lukien|bezárólag|inclusiv|dahil|включительно|включно|"
    "まで|까지|-ig|ig\\b|asti|saakka|'?\\w{0,3} kadar|为止|為止|止"
)
FILLER = (
    "d|the|den|dem|der|am|on|le|el|il|o|em|op|dne|dniu|dnia|dia|día|zum|and|including|inclusive|"
    "einschließlich|einschl|inkl|incl|the morning of|vom|w|we|ve|în|data de|em|in|a|de|at"
)
