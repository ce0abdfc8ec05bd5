"""What people write who want no more mail, as whole sentences, in many languages.

A line is a sentence: `(a|b)` is a choice, `[a]` may be there or not; spaces, case, accents and
hyphens do not count. What somebody could mean otherwise does not belong here: "cancel", "remove it".
"""
# ruff: noqa: E501, RUF001
# A sentence is a line, in its own letters.

from __future__ import annotations

EVERYTHING = """
(unsubscribe|unsub) [me|us|my email|my address|my email address] [from|off] [all] [of] [this|these|your|the|any] [mailing|email|mail|contact|distribution] [list|lists|emails|mails|mailings|messages|newsletter|newsletters|everything]
opt [me|us] out [of] [all] [this|these|your|the] [list|lists|emails|mails|mailings|messages|everything]
(remove|delete|take|drop|strike) (me|us|my name|my email|my address|my email address|this address|this email) [off|out|from] [of] [all] [of] [this|these|your|the|any] [mailing|email|mail|contact|distribution] [list|lists|database|emails|mails|mailings|messages]
remove [from] [this|your|the] [mailing|email] list
[i|we] [would|d] [want|like|wish] to (unsubscribe|opt out|be removed|be unsubscribed|be taken off) [from] [all] [of] [this|these|your|the] [mailing|email] [list|lists|emails|mails|newsletter|messages]
(can|could|will|would) you [please] [just] (unsubscribe|remove) (me|us) [from] [this|your|the] [mailing|email] [list|lists|emails|mails]
(can|could|will|would) you [please] [just] stop [(sending|emailing|mailing|contacting|writing)] [to] [me|us] [these|this|your|any more] [emails|mails|messages]
stop [it|this|that|all|now|all this]
[you can] [just] (stop|quit|cease) (sending|emailing|mailing|contacting|writing|messaging|bothering|spamming|pestering|harassing|bugging|annoying) [to] [me|us] [with] [these|this|your|any|any more|more|all|all this|such] [fucking|damn|bloody|stupid] [emails|mails|messages|letters|stuff|crap|shit|spam|rubbish|mail|email|nonsense] [to me|to us]
[just] stop [all] [these|this|your|the] [fucking|damn|bloody|stupid] (emails|mails|messages|letters|crap|shit|spam|email|mail|mailings)
(do not|dont|never) [ever] (email|mail|contact|write|write to|message|bother|spam|disturb) (me|us) [any more|anymore|again|ever again|any longer|any further|in future|in the future]
(do not|dont|never) [ever] send (me|us) [any|any more|more|any further|such|these|your] [emails|mails|messages|mail|letters|email|anything] [any more|anymore|again|ever again|any longer]
no (more|further) (emails|mails|messages|mail|email|letters|spam|contact) [from you|to me]
[i|we] (no longer|do not|dont) (want|wish|care) [to] [receive|get|have|hear] [from you|any of|any|any more|more|any further|these|your|such|this] [emails|mails|messages|mail|email|letters|spam] [from you] [any more|anymore|again|any longer]
leave (me|us) [the hell|the fuck] alone
(fuck|piss|bugger|sod) off
get lost
go away
(abmelden|abmeldung|austragen|abbestellen|abbestellung|stopp|schluss damit|aufhoren|unsubscriben)
[mich|uns|meine adresse] [bitte] (von|aus|vom) [der|dem|ihrem|ihrer|diesem|eurem] (newsletter|verteiler|liste|mailingliste|mailverteiler) [zu] (abmelden|abzumelden|austragen|auszutragen|streichen|loschen|entfernen|herausnehmen|rausnehmen|nehmen)
(mich|uns) [bitte] (abmelden|abzumelden|austragen|auszutragen)
(loschung|streichung|abmeldung|austragung) (aus|von|vom) [dem|der|ihrem|ihrer] (newsletter|verteiler|liste|mailingliste|mailverteiler)
(newsletter|den newsletter|mails) (abbestellen|abmelden|stoppen)
[ich|wir] (mochte|mochten|will|wollen) nicht (mehr|weiter) (kontaktiert|angeschrieben|belastigt) werden
[ich|wir] (mochte|mochten|will|wollen|wurde gern|wurde gerne) (mich|uns) [bitte|hiermit] [von|aus|vom] [der|dem|ihrem|ihrer|diesem] [newsletter|verteiler|liste|mailingliste] (abmelden|austragen)
hiermit melde ich mich [von|vom] [ihrem|dem] [newsletter|verteiler] ab
(melden|nehmen|streichen|loschen|entfernen|tragen) sie (mich|uns|meine adresse|meine emailadresse|meine mailadresse) [bitte] [umgehend|sofort] [von|aus|vom] [der|dem|ihrem|ihrer|diesem] [newsletter|verteiler|liste|mailingliste|mailverteiler] [ab|aus|heraus|raus]
(melde|nimm|streich|streiche|losch|losche|entfern|entferne|trag|trage) (mich|uns|meine adresse) [bitte] [von|aus|vom] [der|dem|eurem|deinem|diesem|eurer|deiner] [newsletter|verteiler|liste|mailingliste] [ab|aus|heraus|raus]
(konnen|konnten|wurden) sie mich [bitte] [von|aus|vom] [der|dem|ihrem|ihrer] [newsletter|verteiler|liste|mailingliste] (abmelden|austragen|streichen|loschen|entfernen|nehmen)
(schreiben|schicken|senden|mailen) sie (mir|uns) [bitte] (nicht mehr|nie mehr|nie wieder|nichts mehr|keine [weiteren] (mails|emails|nachrichten|briefe|schreiben) [mehr])
(kontaktieren|belastigen) sie (mich|uns) [bitte] (nicht mehr|nie mehr|nie wieder|nicht weiter|nicht)
(schreib|schreibt|schick|schickt|sende|sendet) (mir|uns) [bitte] (nicht mehr|nie mehr|nie wieder|nichts mehr|keine [weiteren] (mails|emails|nachrichten) [mehr])
[mich] [bitte] nicht (mehr|weiter) (schreiben|anschreiben|kontaktieren|belastigen|zusenden|mailen)
keine [weiteren] (mails|emails|nachrichten|briefe|kontaktaufnahme|kontakte|zusendungen) [mehr] [von ihnen|an mich] [zusenden|schicken|senden|erwunscht]
[ich|wir] (mochte|mochten|will|wollen|wunsche) [von ihnen|von euch] (keine [weiteren] (mails|emails|nachrichten|briefe) [von ihnen|von euch] [mehr]|nichts mehr) [von ihnen] [erhalten|bekommen|haben|horen]
(horen sie|hor|hort) [bitte] [endlich] [damit] auf [damit] [mir|uns|mich|mir mails|mir emails] [zu schreiben|zu schicken|zu belastigen|zu senden]
(lassen sie|lass|lasst) (mich|uns) [bitte] [endlich] in ruhe
verpiss dich
(desabonner|desinscrire|desabonnement|desinscription|desabonnez moi|desinscrivez moi|desabonne moi|desinscris moi|arretez|arrete|arretez ca)
(desabonnez|desinscrivez|retirez|supprimez|enlevez|rayez|retire|supprime|enleve) moi [de|de la|de cette|de votre|de vos|de toutes vos] [liste|listes|newsletter|lettre|base|mails|envois] [de diffusion|de contacts|dinformation]
(veuillez|merci de|pouvez vous|pourriez vous) [bien vouloir] me (desabonner|desinscrire|retirer|supprimer|enlever|rayer) [de|de la|de cette|de votre|de vos] [liste|listes|newsletter|lettre|base|mails] [de diffusion|de contacts]
[je|nous] (souhaite|veux|voudrais|desire|souhaitons) (me desabonner|me desinscrire|etre retire de votre liste|etre desinscrit|ne plus recevoir (de|vos|ces) (mails|emails|messages|courriels))
[je] (ne souhaite plus|ne veux plus|ne desire plus) [recevoir] [de|vos|ces|aucun|aucuns] [mails|mail|emails|messages|courriels|courrier]
(merci de|veuillez|priere de) ne plus (menvoyer|nous envoyer|mecrire|me contacter|me solliciter) [de|vos|ces] [mails|emails|messages|courriels]
ne plus recevoir (de|vos|ces|aucun) (mails|emails|messages|courriels|mail|email|message)
ne (mecrivez|me contactez|menvoyez|mecris) (plus|plus jamais|plus rien) [de mails|de messages|demails]
(arretez|cessez|arrete) de (mecrire|menvoyer (des|vos|ces|tous ces) (mails|emails|messages)|me contacter|me spammer|me harceler|membeter)
stop [aux|a vos|a ces|les] (mails|emails|messages|courriels|spams|pubs)
[de] (me|mon adresse|mon email|mon mail) (retirer|supprimer|enlever|desabonner|desinscrire|rayer) [de|de la|de votre|de vos|de cette] [liste|listes|fichier|fichiers|base|mails|newsletter] [de diffusion|de contacts|de donnees]
(retirer|supprimer|enlever) (mon adresse|mon email|mon mail|mon nom) (de|de la|de votre|de vos) (liste|listes|fichier|fichiers|base|mails) [de diffusion|de contacts|de donnees]
plus (de|aucun) (mails|mail|emails|messages|courriels|message)
(laissez|laisse|foutez|fous) moi (tranquille|la paix)
(cancelar suscripcion|darme de baja|dar de baja|baja|desuscribir|desuscribirme|anular suscripcion|alto|basta|basta ya|paren|pare ya)
(solicito|pido) [la|mi] baja [de] [esta|su|la] [lista|boletin|newsletter] [de correo]
(elimine|eliminen|borre|borren|quite|quiten|saque|saquen) mi (correo|direccion|email|nombre) de (su|la|esta|sus) (lista|listas|base de datos) [de correo]
(quiero|deseo|quisiera|me gustaria) (darme de baja|cancelar mi suscripcion|desuscribirme|que me den de baja|dejar de recibir (sus|estos|mas) (correos|mensajes|emails|mails))
(denme|deme|dame) de baja [de] [su|la|esta] [lista|boletin|newsletter]
(borrenme|eliminenme|borreme|elimineme|quitenme|quiteme|saquenme|saqueme|quitame|borrame|eliminame) de (su|la|esta|tu|vuestra) (lista|base de datos|lista de correo)
no me (escriban|escriba|escribas|contacten|contacte|contactes|envien|envie|envies|manden|mande|mandes|molesten|moleste) (mas|mas correos|mas mensajes|mas emails|nunca mas|ningun correo mas)
(dejen|deje|deja|dejad) de (escribirme|enviarme (correos|mensajes|emails|mas correos)|mandarme (correos|mensajes|emails)|molestarme|contactarme)
no (quiero|deseo) (recibir [mas] [sus|estos|ningun] (correos|mensajes|emails|correo)|mas (correos|mensajes|emails)) [mas] [de ustedes]
no mas (correos|mensajes|emails|mails|correo)
(dejenme|dejeme|dejame) en paz
(cancellami|cancellatemi|cancellarmi|disiscrivimi|disiscrivetemi|disiscrizione|cancellazione iscrizione|disiscrivermi|annulla iscrizione|smettetela|smettila)
(cancellatemi|cancellami|rimuovetemi|rimuovimi|toglietemi|toglimi|eliminatemi|mi cancelli|mi tolga|mi rimuova) [dalla|dalle|dal|da questa] [vostra|vostre|tua|sua] [lista|liste|mailing list|newsletter|database|lista di distribuzione]
(vorrei|voglio|desidero) (disiscrivermi|cancellarmi|cancellare la mia iscrizione|essere rimosso|essere rimossa|essere cancellato|essere cancellata|non ricevere piu (email|mail|messaggi)) [dalla|dalle|dal] [vostra|sua] [lista|newsletter|mailing list]
di essere (cancellato|cancellata|rimosso|rimossa|tolto|tolta) [dalla|dalle|dal|da] [vostra|vostre|questa|sua] [lista|liste|mailing list|newsletter|database]
(di|a) (cancellarmi|rimuovermi|togliermi|disiscrivermi) [dalla|dalle|dal|da] [vostra|vostre|questa|sua] [lista|liste|mailing list|newsletter|database]
di non (inviarmi|mandarmi|scrivermi|contattarmi) piu [email|mail|messaggi|nulla|niente]
(cancellarmi|rimuovermi|togliermi) (dalla|dalle|dal) [vostra|sua] (lista|mailing list|newsletter|database)
basta (email|mail|messaggi|spam)
non (scrivetemi|scrivermi|contattatemi|contattarmi|inviatemi|mandatemi|mi scriva|mi scrivete|mi contattate|mi contatti|mi scriva) piu [email|mail|messaggi|nulla|niente]
non (voglio|desidero) piu (ricevere|avere) [le|altre|vostre|le vostre|queste] (email|mail|messaggi|comunicazioni)
(smettetela|smettete|smetti|smetta) di (scrivermi|mandarmi (email|mail|messaggi)|inviarmi (email|mail|messaggi)|contattarmi|disturbarmi)
(niente|basta|nessuna) [piu|altre] (email|mail|messaggi)
(lasciatemi|lasciami|mi lasci) (in pace|stare)
(cancelar inscricao|cancelar subscricao|descadastrar|remover|sair da lista|parar|parem|pare|parem com isso|descadastre me|cancelar assinatura)
(quero|gostaria de|desejo) (cancelar [a|a minha|minha] (inscricao|subscricao|assinatura)|sair da lista|ser removido|ser removida|me descadastrar|deixar de receber (emails|mensagens))
(removam|remova|retirem|retire|tirem|tire|excluam|exclua|descadastrem|descadastre) (me|o meu email|meu email|meu nome) [da|de|desta] [sua|vossa|vossas|suas] [lista|listas|base de dados|mailing]
(remover|retirar|excluir|cancelar) (o meu|meu|o) (email|nome|endereco) da (lista|base de dados|vossa lista|sua lista)
[de] ser (removido|removida|retirado|retirada) (da|desta|da vossa|da sua) (lista|base de dados|mailing list)
(parem|pare|para|deixem|deixe) de (me enviar (emails|mensagens)|enviar (emails|mensagens)|enviar me (emails|mensagens)|me escrever|escrever me|me contactar|me incomodar|mandar (emails|mensagens))
nao (quero|desejo) (mais receber|receber mais|mais) [os|seus|vossos|estes] (emails|mensagens|email|correio)
nao me (escrevam|escreva|contactem|contacte|contatem|enviem|envie|mandem|mande) mais [emails|mensagens|nada]
(chega de|sem mais|nao mais) (emails|mensagens)
(deixem|deixe) me em paz
(wypisz|wypisac|rezygnuje|wypis|wypisanie|prosze przestac|przestan|przestancie|dosc|rezygnacja z subskrypcji)
[prosze|prosze o|prosimy o] (wypisac|wypisanie|usunac|usuniecie|wykreslic|wykreslenie|skreslic) (mnie|nas|moj adres|mojego adresu|moj email|mojego maila) [z] [tej|waszej|panstwa|listy|bazy|newslettera] [listy|bazy|newslettera] [mailingowej|subskrybentow|adresowej|danych]
(wykreslenie|usuniecie|wypisanie|skreslenie) [mnie|nas] (z|ze) [tej|waszej|panstwa] (listy|bazy|newslettera) [mailingowej|subskrybentow|danych]
(mnie|nas) (wypisac|usunac|skreslic|wykreslic) [z] [tej|waszej|panstwa] [listy|bazy|newslettera] [mailingowej|subskrybentow]
rezygnuje z (otrzymywania [waszych|panstwa] (wiadomosci|maili|emaili|newslettera)|newslettera|subskrypcji)
[prosze] nie (przysylac|wysylac|przysylajcie|wysylajcie) mi (wiecej|juz) (maili|wiadomosci|emaili|nic)
(wypiszcie|wypisz|usuncie|usun|skreslcie|skresl) mnie [z] [tej|waszej|panstwa] [listy|bazy|newslettera] [mailingowej|subskrybentow]
[prosze] (nie piszcie|nie pisz|nie wysylajcie|nie wysylaj|nie wysylac|nie pisac|nie kontaktowac sie|nie kontaktujcie sie) [do mnie|mi|do nas|ze mna] (wiecej|juz|juz wiecej|wiecej maili|zadnych maili|wiecej wiadomosci)
[prosze] (przestancie|przestan|przestac) (do mnie pisac|pisac do mnie|pisac|wysylac mi (maile|wiadomosci)|wysylac (maile|wiadomosci)|mi wysylac (maile|wiadomosci))
nie (chce|zycze sobie) (otrzymywac|dostawac|wiecej|juz) [wiecej|juz|panstwa|waszych|tych|otrzymywac|dostawac] (maili|wiadomosci|emaili) [od panstwa|od was]
(zadnych|nigdy) wiecej (maili|wiadomosci|emaili)
(dajcie|daj|niech pan da|niech pani da) mi [swiety] spokoj
spadaj|spadajcie
gelieve (mij|me|ons) (uit te schrijven|af te melden|te verwijderen) [van|uit] [de|deze|jullie|uw] [lijst|nieuwsbrief|mailinglijst]
(uitschrijven|afmelden|uitschrijving|afmelding|ophouden|hou op|houd op|stop hiermee|stop ermee)
(mij|me|ons) (uitschrijven|afmelden|verwijderen|uit te schrijven|af te melden) [van|uit|voor] [de|deze|jullie|uw] [lijst|nieuwsbrief|mailinglijst]
uit (de|jullie|uw) (mailinglijst|lijst|bestand|mailinglist|verzendlijst) (verwijderen|halen|schrijven)
(schrijf|meld|haal|verwijder|haalt u|schrijft u) (mij|me|ons) [alstublieft|aub|svp] [van|uit|voor] [de|deze|jullie|uw|het] [mailinglijst|lijst|nieuwsbrief|verzendlijst|mailinglist|bestand] [uit|af] [van] [de|deze|jullie|uw] [lijst|nieuwsbrief|mailinglijst]
[ik|wij] (wil|wens|willen|wenst) (mij|me|ons) [graag] (uitschrijven|afmelden) [van|voor] [de|deze|jullie|uw] [nieuwsbrief|lijst|mailinglijst]
[ik|wij] (wil|wens|willen|hoef) geen (mails|emails|berichten|mail|post) meer [van u|van jullie] [ontvangen|krijgen]
(stuur|stuurt u|mail|schrijf|stuur me|stuur mij) [mij|me|ons] [aub|alstublieft] (geen (mails|emails|berichten|mail) meer|niet meer|niets meer|nooit meer)
(stop|hou op|houd op) met (mailen|mij mailen|me te mailen|mij te mailen|het sturen van (mails|emails|berichten)|mails sturen|schrijven|spammen)
(neem|neemt u) (geen|niet) [contact] meer [contact] [met mij] op
geen (mails|emails|berichten|mail) meer
(laat|laat u) (me|mij|ons) met rust
(odhlasit|odhlaseni|zrusit odber|odhlaste me|odhlas me|prestante|prestan|dost)
[prosim] (odhlaste|odhlasit|vyradte|vyradit|vymazte|vymazat|smazte|odstrante|odstranit|odhlas|vyrad) (me|mne|nas|muj email|moji adresu) [z|ze] [vaseho|vasi|vasich|tohoto|teto|seznamu|odberu|databaze] [seznamu|databaze|odberu|newsletteru]
[uz] [mi|nam|me] (neposilejte|nepiste|neposilej|nepis|nekontaktujte) [mi|me|nam] [uz|jiz] [zadne|dalsi|zadne dalsi] [maily|emaily|zpravy|nic] [uz|vice|nikdy]
[o] (vyrazeni|odhlaseni|vymazani|odstraneni) (z|ze) (databaze|seznamu|vaseho seznamu|vasi databaze|odberu|vaseho odberu)
(vyradte|vyrad|vymazte|smazte) me
(prestante|prestan) (mi|me) (psat|posilat (maily|emaily|zpravy)|obtezovat|kontaktovat)
(nechci|nepreji si) [uz|jiz|dale|dalsi|od vas] [dostavat|dalsi|zadne|vase] [dostavat|dalsi|vase] [dalsi|vase] (maily|emaily|zpravy)
(zadne|uz zadne) [dalsi] (maily|emaily|zpravy)
(nechte|nechejte|nech) (me|mne) (byt|na pokoji|na pokoj)
(avregistrera|avprenumerera|avsluta prenumeration|avanmalan|avregistrering|sluta|sluta nu|avsluta)
(avregistrera|avprenumerera|ta bort|stryk|plocka bort) (mig|oss|min adress|min epost|min mejladress) [fran|ur] [er|din|denna|listan|er lista|utskick|era utskick] [lista|sandlista|mejllista|maillista|nyhetsbrev|listan]
sluta (skicka|maila|mejla|skriv|skriva|kontakta|spamma|stora) [till] [mig|oss] [mejl|mail|meddelanden|fler mejl|fler mail]
(skicka|skriv) (inte|inga) [fler|mer] [mejl|mail|meddelanden] [till mig] [mer|langre]
(jag|vi) vill (inte|inte langre) [ha|fa] [fler|nagra|era|mer] [fler] (mejl|mail|meddelanden|epost) [fran er] [mer|langre]
jag vill (avregistrera mig|avprenumerera|avsluta|bli borttagen [fran listan|fran er lista])
(inga fler|inte fler) (mejl|mail|meddelanden)
kontakta mig inte [mer|igen]
lat mig vara [ifred]|lamna mig ifred
(afmeld|afmeld mig|frameld|framelding|afmelding|afmelding af nyhedsbrev|stop nu)
(afmeld|frameld|fjern|slet|ta|tag) (mig|os|min adresse|min email|min mail) [fra|af] [jeres|din|denne|listen|jeres liste|nyhedsbrevet] [liste|mailliste|maillisten|nyhedsbrev|listen]
(stop|hold op) med at (sende|skrive|maile|kontakte|spamme) [til] [mig|os] [mails|emails|beskeder|flere mails]
(send|skriv) (ikke|ingen) [flere] [mails|emails|beskeder] [til mig] [mere|laengere]
(jeg|vi) (onsker|vil) (ikke|ikke laengere|ingen|gerne) [at] [have|modtage|fa|afmeldes] [flere|jeres|mails|emails] [mails|emails|beskeder] [fra jer] [mere|laengere]
(ingen|ikke) flere (mails|emails|beskeder|mail)
kontakt mig ikke [mere|igen]
lad mig vaere [i fred]
(meld meg av|avmeld|avmelding|avmeld meg|slutt|slutt na|avslutt abonnement)
(fjern|slett|stryk|ta|meld) (meg|oss|min adresse|min epost) [av|bort|fra] [fra] [listen|listen deres|deres liste|denne listen|epostlisten|nyhetsbrevet]
(slutt|slutt med) [a] (sende|skrive|maile|kontakte|spamme) [til] [meg|oss] [mail|eposter|epost|mailer|meldinger|flere eposter]
ikke (send|skriv|kontakt) [til] (meg|oss) [flere] [mail|epost|eposter|meldinger] [mer|lenger|igjen]
(jeg|vi) (onsker|vil) ikke [a] (ha|motta|fa|lenger|lenger motta|lenger ha) [flere|mer|deres] (mail|epost|eposter|mailer|meldinger) [fra dere]
ingen flere (mail|eposter|epost|mailer|meldinger)
la meg vaere [i fred]
(peruuta|peruuta tilaus|lopeta|lopettakaa|lopeta jo|poista tilaus|peruutus|eroa listalta)
(poista|poistakaa|poistattehan) (minut|meidat|sahkopostini|osoitteeni) [postituslistalta|postituslistaltanne|listalta|listaltanne|listoiltanne|sahkopostilistalta]
(lopeta|lopettakaa) [naiden] (viestien|sahkopostien|viestit|postit|spammi|sahkopostit) [lahettaminen|lahetys] [minulle]
(ala|alkaa) (laheta|lahettako|lahetta|ota|ottako|kirjoita|kirjoittako) [minulle|minuun] [enaa|yhteytta] [enaa|viesteja|sahkopostia|sahkoposteja|yhteytta]
en halua (enaa|enempaa|saada) [saada|enaa] (viesteja|sahkopostia|sahkoposteja|teilta viesteja|naita viesteja) [teilta]
ei enaa (viesteja|sahkopostia|sahkoposteja)
(jata|jattakaa) minut rauhaan
(leiratkozas|leiratkozom|leiratkozni|leiratkozni szeretnek|hagyja abba|hagyjak abba|eleg volt|hagyd abba|szeretnek leiratkozni)
(toroljenek|torolj|toroljon|vegyenek|vegyen|iratkoztassanak|iratkoztass) [le|ki|engem|el] [a|az|errol a] [listarol|levelezolistarol|cimlistarol|hirlevelrol|listajukrol|adatbazisbol|listabol]
(ne kuldjenek|ne kuldj|ne kuldjon|ne irjanak|ne irj|ne irjon) [nekem] (tobb|tobbet|tobbe) [emailt|levelet|uzenetet|e mailt]
nem (kerek|szeretnek|akarok) (tobb|tobbe|tobbet) [kapni] (emailt|levelet|uzenetet|emaileket|leveleket) [kapni] [onoktol]
hagy(jon|janak|jal|j) (beken|engem beken)
[sa] ma dezabonati [de la newsletter|de pe lista]
(dezabonare|dezabonati ma|dezabonare va rog|vreau sa ma dezabonez|doresc sa ma dezabonez|ma dezabonez|opriti va|incetati)
[sa] ma (stergeti|scoateti|eliminati) (din|de pe|de la) [lista|lista dumneavoastra|newsletter|baza de date|aceasta lista]
(dezabonati|stergeti|scoateti|eliminati|sterge|scoate) (ma|adresa mea) [de pe|din|de la] [lista|lista dumneavoastra|lista de emailuri|newsletter|baza de date|aceasta lista]
nu (imi mai|ma mai|mai) (trimiteti|scrieti|contactati|trimite|scrie) [emailuri|mesaje|mailuri|nimic|email]
nu [mai] (vreau|doresc) [sa] [mai] [primesc] [aceste|emailuri|mesaje|mailuri] [emailuri|mesaje|mailuri|email] [de la voi|de la dumneavoastra]
(opriti|incetati) [sa imi mai] [trimiteti|trimiterea] [acestor|de] (emailuri|emailurile|mesaje|mesajele|mailuri|mailurile|emailurilor|mesajelor)
(fara|nu mai vreau) (emailuri|mesaje|mailuri)
lasati ma in pace|lasa ma in pace
(abonelikten cik|aboneligi iptal et|aboneligimi iptal edin|listeden cikar|listeden cikarin|beni listeden cikarin|cikar|durun|dur artik|yeter|uyeligimi iptal edin)
beni [bu|mail|eposta|lutfen] [liste|listenizden|listesinden|listeden|listesinden] (cikarin|cikarir misiniz|cikar|silin|siliniz|cikariniz)
[bana] [bir daha|artik|lutfen] [bana] [artik|bir daha] [eposta|mail|mesaj|email] (gondermeyin|gondermeyiniz|atmayin|yazmayin|yollamayin|gonderme|yazma|atma) [artik]
[artik] [sizden] [eposta|mail|mesaj|email] almak istemiyorum [artik]
(beni|bizi) (rahat birakin|rahatsiz etmeyin|rahat birak)
(отписаться|отпишите|отписка|отписать|отпишите меня|отмена подписки|хватит|прекратите|перестаньте|стоп|отпиши меня)
[прошу] (отпишите|отписать|удалите|удалить|уберите|убрать|исключите|исключить|вычеркните) (меня|нас|мой адрес|мою почту|мой email) [от|из|с] [вашей|вашего|этой|всех|ваших] [рассылки|рассылок|списка|базы|списка рассылки|базы данных]
[прошу] (больше не|не) (пишите|присылайте|отправляйте|шлите|беспокойте|писать|присылать|беспокоить|пиши) [больше] [мне|нам|меня] [больше] [писем|письма|сообщений|ничего|никаких писем]
[прошу] больше (мне|меня) не (пишите|присылайте|писать|присылать|беспокоить|беспокойте)
(прекратите|перестаньте|хватит|перестань) (мне|меня)? (писать|присылать|слать|отправлять|спамить|рассылку|беспокоить) [мне|меня] [письма|сообщения|спам|эти письма]
[я] больше не (хочу|желаю) [получать] [ваши|от вас|эти] (письма|сообщения|рассылку|рассылки|писем) [от вас]
[я] (не хочу|не желаю) (больше|получать) [больше|получать|от вас] [ваши] (письма|сообщения|рассылку|писем|рассылки) [от вас]
никаких [больше] (писем|сообщений|рассылок)
[я] хочу отписаться [от рассылки|от вашей рассылки]
оставьте меня в покое|отстаньте|отвалите
(відписатися|відпишіть|відписатись|відпишіть мене|відписка|скасувати підписку|досить|припиніть|перестаньте писати)
[прошу] (відпишіть|відписати|видаліть|видалити|приберіть|прибрати|виключіть|викресліть) (мене|нас|мою адресу|мою пошту) [від|з|із|зі] [вашої|цієї|вашого|всіх|ваших] [розсилки|розсилок|списку|бази|списку розсилки]
[прошу] (більше не|не) (пишіть|надсилайте|присилайте|турбуйте|шліть|писати|надсилати|турбувати) [більше] [мені|нам|мене] [більше] [листів|листи|повідомлень|нічого]
(припиніть|перестаньте|досить) [мені|мене] (писати|надсилати|слати|спамити|турбувати) [мені|мене] [листи|повідомлення|спам]
[я] більше не (хочу|бажаю) [отримувати] [ваші|від вас|ці] (листи|повідомлення|розсилку|листів) [від вас]
[я] (не хочу|не бажаю) (більше|отримувати) [більше|отримувати|від вас] [ваші] (листи|повідомлення|розсилку|листів) [від вас]
[я] хочу відписатися [від розсилки|від вашої розсилки]
залиште мене у спокої|відчепіться|дайте мені спокій
[今後|今後の] (配信|メール配信|メールの配信|メールマガジンの配信|配信登録) [の|を|は] (停止|中止|解除|ストップ) [して|を] [お願いします|お願いいたします|お願い致します|ください|下さい|希望します|希望]
[今後] (配信停止|配信を停止|配信解除|配信を解除|購読解除|購読を解除|登録解除|登録を解除|退会|解除|停止) [して] [希望|お願いします|お願いいたします|お願い致します|してください|して下さい|ください|下さい|を希望します|希望します|したいです|したい|してほしいです|をお願いします|をお願いいたします]
[今後|今後は|これ以上|もう] [この|こちらへの|私への] [メール|メールを|メールは|メールの送信を|連絡|連絡を|配信を|メールの配信を] (送らないで|送信しないで|止めて|やめて|停止して|しないで|不要) [ください|下さい|くれ|です|いただけますか|もらえますか]
[今後|もう] [メール|メールは|連絡|連絡は|ご連絡は|配信は] (不要です|いりません|要りません|結構です|お断りします|必要ありません)
迷惑です|うざい
(请|請|麻烦|麻煩)? [帮我|幫我|给我|給我|立即|马上|把我] (退订|退訂|取消订阅|取消訂閱|停止订阅|停止訂閱) [邮件|郵件|谢谢|吧|此邮件|该邮件]
[请|請] (td|退订|退訂|取消)
[请|請|麻烦] (不要|别|別|勿|停止|请勿|請勿) [再] [给我|給我|向我|跟我] [再] (发|發|发送|發送|寄|寄送|联系|聯繫|骚扰|騷擾) [我] [任何|这种|這種|这些|這些] [邮件|郵件|电子邮件|電子郵件|信|消息|了|垃圾邮件] [了|给我|給我]
[请|請] [把|将|將] 我 [从|從] [你们的|您的|贵司的|你的|您們的|你們的|邮件|郵件] [邮件|郵件] [列表|名单|名單|名单中|名單中|列表中|清單|清單中] [中|里] (删除|刪除|移除|去掉|移出)
(我)? (不想|不希望|不愿意|不願意) [再] (收到|接收|看到) [你们的|您的|這些|这些|任何|你們的] [邮件|郵件|信|垃圾邮件]
别烦我|別煩我|滚|滾
(수신거부|수신 거부|수신거부합니다|구독취소|구독 취소|구독해지|구독 해지|탈퇴|해지|그만|그만 보내세요|중단) [합니다|해주세요|해 주세요|부탁드립니다|부탁합니다|요청|요청합니다|신청합니다|원합니다|바랍니다|하고 싶습니다|해주시기 바랍니다]
[더 이상|더는|다시는|이제|앞으로] [제게|저에게|나에게|저한테] [이런] [메일|이메일|연락|메일을|이메일을|메시지를|연락을] [더 이상|그만] (보내지|하지|주지) (마세요|말아 주세요|말아주세요|마십시오|마) [제발]
[저를|제 주소를|저의 이메일을] [메일링|수신|메일] [리스트|목록|명단] [에서] (빼|삭제|제외|제거) [해] (주세요|주십시오|주시기 바랍니다)
[메일|이메일] [수신] [을] (거부|거부를) (합니다|해주세요|원합니다|부탁드립니다)
[더 이상|앞으로] [메일|이메일] [을] (받고|수신하고) 싶지 않습니다
(الغاء الاشتراك|إلغاء الاشتراك|الغي اشتراكي|ألغوا اشتراكي|توقف|توقفوا|كفى|قف|الغاء|أوقفوا الرسائل|أوقف الرسائل)
(أرجو|ارجو|الرجاء|يرجى|من فضلك|رجاء|أريد|اريد|أرغب في|ارغب في) [كم|منكم] (إلغاء|الغاء) (الاشتراك|اشتراكي|اشتراكى) [من القائمة|في القائمة|من النشرة] [البريدية]
(أرجو|ارجو|الرجاء|يرجى|من فضلك|رجاء|من فضلكم) (التوقف عن|عدم|توقفوا عن|وقف) (إرسال|مراسلتي|ارسال|الاتصال بي|الكتابة لي|التواصل معي) [هذه|المزيد من|أي] [الرسائل|رسائل|البريد|الإيميلات] [لي|إلي]
(لا|لاتر) (ترسلوا|ترسل|تراسلوني|تراسلني|تتصلوا بي|تكتبوا لي|أريد) [لي|إلي|استلام] [أي|المزيد من|هذه|رسائلكم] [رسائل|الرسائل|بريد|رسائلكم] [بعد الآن|مرة أخرى|مجددا]
(احذفوني|احذفني|أزيلوني|ازيلوني|شيلوني) [من] [القائمة|قائمتكم|هذه القائمة|قائمة البريد]
(اتركوني|اتركني|دعوني) (وشأني|لوحدي|في حالي)
"""

OFFERS = """
no more (offers|promotions|ads|adverts|advertising|advertisements|marketing|marketing emails|promotional emails|sales emails|sales pitches|deals|commercials)
(stop|quit) [sending] [me|us] [these|your|any more|all] (offers|promotions|ads|adverts|advertising|advertisements|marketing|marketing emails|promotional emails|sales emails|promos)
(do not|dont) send (me|us) [any] [more|further] [of] [your|these] (offers|promotions|ads|adverts|advertising|marketing|marketing emails|promotional emails) [any more|anymore|again]
[i|we] (do not|dont|no longer) (want|wish) [to] [receive|get] [any] [more|further|your|these] (offers|promotions|ads|advertising|marketing|marketing emails|promotional emails) [any more|anymore]
(unsubscribe|remove|opt) [me] [out] (from|of) [all] [your|the|these] (offers|promotions|ads|advertising|marketing|marketing emails|promotional emails)
keine [weitere|weiteren] (angebote|werbung|werbemails|werbeangebote|werbeemails|reklame) [mehr] [zusenden|schicken|senden|erwunscht]
(schicken|senden|schreiben) sie (mir|uns) [bitte] keine [weiteren] (angebote|werbung|werbemails|reklame) [mehr]
(schick|schickt|sende|sendet) (mir|uns) [bitte] keine [weiteren] (angebote|werbung|werbemails) [mehr]
[ich|wir] (mochte|mochten|will|wollen|wunsche) keine [weiteren] (angebote|werbung|werbemails) [mehr] [erhalten|bekommen|haben]
(plus|pas) (de|dautres) (publicite|publicites|pub|pubs|promotions|promos|offres|offres commerciales|offres promotionnelles)
(ne plus|merci de ne plus|veuillez ne plus) menvoyer (de|vos|ces) (publicites|publicite|pub|promotions|offres|offres commerciales)
je ne (veux|souhaite) plus [recevoir] (de|vos) (publicites|publicite|pub|promotions|offres|offres commerciales)
(no mas|basta de|sin mas) (ofertas|publicidad|promociones|anuncios)
no me (envien|envie|manden|mande|envies) mas (ofertas|publicidad|promociones)
no (quiero|deseo) (mas|recibir|recibir mas) (ofertas|publicidad|promociones)
(niente|basta|basta con le|basta con la|nessuna) [piu|altra|altre] (offerte|pubblicita|promozioni)
non (voglio|desidero) piu [ricevere] [le|vostre|le vostre] (offerte|pubblicita|promozioni)
(chega de|nao quero mais|sem mais|nao desejo receber|nao quero receber) [mais] (ofertas|publicidade|promocoes|propaganda)
(zadnych|bez|dosc|nie chce|prosze bez|koniec) [wiecej|juz] (ofert|reklam|promocji)
[prosze] nie (wysylajcie|wysylaj|przysylajcie|przysylac|wysylac|przysylaj) [mi] (wiecej|juz) (ofert|reklam|promocji)
(geen|stop met|stuur geen|stuur mij geen|stuur me geen) (aanbiedingen|reclame|reclames|acties|promoties) [meer]
(zadne|uz zadne|neposilejte mi|uz neposilejte) [dalsi|zadne] [dalsi] (nabidky|reklamy|reklamu)
(ingen|inga|sluta skicka|inga fler|ingen mer) (erbjudanden|reklam)
(ingen|ikke|stop med) [flere|mere] (tilbud|reklamer|reklame)
(ingen|ikke flere|ikke mer) [flere|mer] (tilbud|reklame|reklamer)
ei (enaa|lisaa) (tarjouksia|mainoksia)
(nem kerek|ne kuldjenek|ne kuldj) (tobb|tobbe) (ajanlatot|reklamot|hirdetest)
(fara|nu mai vreau|nu mai trimiteti|nu imi mai trimiteti) [alte] (oferte|reclame|promotii)
(artik|bana) [artik] (teklif|reklam|kampanya) (istemiyorum|gondermeyin)
(больше не присылайте|не присылайте|не хочу|никакой|никаких|хватит|без) [больше] [мне] [больше] (рекламу|рекламы|предложений|предложения|акций)
(більше не надсилайте|не надсилайте|не хочу|жодної|жодних|досить) [більше] [мені] [більше] (рекламу|реклами|пропозицій|пропозиції|акцій)
(広告|宣伝|セール情報|キャンペーン情報|広告メール) [は|を|の配信を] (不要です|いりません|送らないでください|停止してください|お断りします)
[请|請] (不要|别|別|停止) [再] [给我|給我] [再] (发|發|发送|發送) (广告|廣告|促销|促銷|优惠|優惠) [邮件|郵件|信息|了] [了]
(광고|프로모션|홍보) [메일|성] [메일] [을|은|는] [더 이상] (그만|거부|보내지 마세요|사절|사절합니다|필요 없습니다) [보내세요]
(لا|كفى) [ترسلوا|أريد] [لي] [مزيدا من|المزيد من|أي] (عروض|العروض|إعلانات|الإعلانات|اعلانات)
"""

ASIDE = """
please|pls|plz|kindly|thanks|thank you|thank you very much|many thanks|thx|ty|cheers|immediately|now|asap|at once|right now|today|ok|okay|and|just|no|no thanks|no thank you|not interested|im not interested|i am not interested|this is spam|spam|i never signed up [for this]|i never subscribed [to this]|i did not subscribe [to this]|i did not sign up [for this]|for gods sake|enough|enough is enough|i ask you to|i would like to|id like to|i want to|i wish to|could you|can you|would you|you can|thanks in advance|permanently
hi|hello|dear|mr|mrs|ms|herr|frau|monsieur|madame|senor|senora|pan|pani|panie|hey|good morning|good afternoon|good evening|to whom it may concern|dear sir or madam|sir|madam|all|team|hi there
bitte um|ich bitte um|ich bitte sie|ich bitte darum|ich mochte sie bitten|ich mochte|ich wurde gerne|konnen sie|konnten sie|wurden sie|kannst du|bitte|danke|vielen dank|besten dank|danke schon|dankeschon|sofort|umgehend|jetzt|und|endlich|kein interesse|ich habe kein interesse|kein bedarf|nein danke|nein|hallo|guten tag|guten morgen|sehr geehrte damen und herren|moin|servus|gruss|danke im voraus
merci de|veuillez|je vous prie|je vous prie de|je vous demande|je vous demande de|priere de|pouvez vous|pourriez vous|je souhaite|je voudrais|sil vous plait|svp|stp|sil te plait|merci|merci beaucoup|merci davance|bonjour|bonsoir|madame|monsieur|immediatement|et|pas interesse|pas interessee|non merci|non|madame monsieur
les pido que|le pido que|quisiera|quiero|solicito|ruego|les ruego|por favor|porfavor|gracias|muchas gracias|hola|buenos dias|buenas tardes|buenas|y|no gracias|no me interesa|inmediatamente|ya|estimados|estimados senores
vi chiedo|vi prego|la prego|ti prego|chiedo|vi chiedo cortesemente|vi chiedo gentilmente|vorrei|desidero|per favore|per cortesia|grazie|grazie mille|buongiorno|buonasera|salve|ciao|e|subito|immediatamente|non sono interessato|non sono interessata|no grazie|gentilmente|cortesemente
gostaria|peco|solicito|quero|agradeco|obrigado|obrigada|muito obrigado|ola|bom dia|boa tarde|se faz favor|sff|imediatamente|nao estou interessado|nao tenho interesse|favor
prosze o|prosimy o|bardzo prosze|bardzo prosze o|chce|chcialbym|chcialabym|prosze|dziekuje|dzieki|dzien dobry|witam|czesc|natychmiast|nie jestem zainteresowany|nie jestem zainteresowana|i|nie dziekuje|szanowni panstwo|z gory dziekuje
graag|alstublieft|alsjeblieft|aub|svp|kunt u|kan u|wilt u|zou u|kunnen jullie|ik verzoek u|ik wil|bedankt|dank u|dank je|dank u wel|dank|hallo|goedemorgen|goedemiddag|geachte heer mevrouw|beste|en|geen interesse|direct|onmiddellijk|nee bedankt
prosim o|zadam o|zadam vas|rad bych|chci|prosim|dekuji|diky|dobry den|ahoj|okamzite|nemam zajem|a|ne dekuji|dekuji predem
tack|snalla|hej|hejsan|genast|omedelbart|och|inte intresserad|nej tack|vanligen
tak|venligst|hej|straks|og|ikke interesseret|nej tak|pa forhand tak
takk|vennligst|hei|med en gang|ikke interessert|nei takk
kiitos|ole hyva|olkaa hyva|hei|moi|heti|ja|en ole kiinnostunut|ei kiitos|terve|paivaa
kerem|koszonom|koszi|kerjuk|legyen szives|jo napot|udvozlom|tisztelt cim|azonnal|es|nem erdekel|nem koszonom|szia|elore is koszonom
va rog sa|te rog sa|as dori sa|doresc sa|vreau sa|va rog|te rog|multumesc|mersi|buna ziua|buna|imediat|si|nu sunt interesat|nu sunt interesata|nu multumesc
lutfen|tesekkurler|tesekkur ederim|merhaba|iyi gunler|hemen|ve|ilgilenmiyorum|hayir tesekkurler|derhal
я прошу|прошу вас|пожалуйста|спасибо|здравствуйте|добрый день|привет|немедленно|и|не интересно|мне не интересно|нет спасибо|прошу|заранее спасибо|уважаемые коллеги
я прошу|прошу вас|будь ласка|дякую|доброго дня|добрий день|вітаю|негайно|і|та|не цікавить|мені не цікаво|ні дякую|прошу|дякую заздалегідь
お願いします|お願いいたします|お願い致します|よろしくお願いします|よろしくお願いいたします|宜しくお願いします|ありがとうございます|こんにちは|お世話になっております|すみません|恐れ入りますが|恐れ入ります|すみませんが|至急
请|請|谢谢|謝謝|多谢|多謝|你好|您好|麻烦了|拜托|马上|立即
감사합니다|고맙습니다|안녕하세요|부탁드립니다|부탁합니다|제발|즉시|당장
شكرا|شكرا لكم|شكرا جزيلا|من فضلك|من فضلكم|رجاء|الرجاء|السلام عليكم|مرحبا|تحية طيبة|فورا|و
"""

GOODBYES = """
[best|kind|kindest|warm|with best|with kind] regards|best|best wishes|sincerely|yours sincerely|yours|cheers|thanks|thank you|many thanks|rgds
(mit freundlichen|freundliche|beste|viele|liebe|herzliche|schone|mit besten|mit freundlichem) (grussen|grusse|gruesse|gruessen|gruss)|mfg|lg|vg|gruss|grusse|danke|vielen dank
cordialement|bien cordialement|salutations|bien a vous|sinceres salutations|merci
(saludos|un saludo|saludos cordiales|atentamente|cordialmente|gracias|muchas gracias)
(cordiali saluti|distinti saluti|saluti|cordialmente|grazie)
(cumprimentos|com os melhores cumprimentos|melhores cumprimentos|atenciosamente|obrigado|obrigada)
(pozdrawiam|z powazaniem|z wyrazami szacunku|pozdrowienia|dziekuje)
(met vriendelijke groet|met vriendelijke groeten|vriendelijke groeten|groeten|mvg|groet|bedankt)
(s pozdravem|s uctou|hezky den|dekuji)
(med vanliga halsningar|vanliga halsningar|mvh|halsningar|tack|med venlig hilsen|venlig hilsen|mvh|hilsen|tak|med vennlig hilsen|vennlig hilsen|takk)
(ystavallisin terveisin|terveisin|terv|yt|kiitos)
(udvozlettel|tisztelettel|koszonettel|koszonom)
(cu stima|cu respect|multumesc|toate cele bune)
(saygilarimla|saygilar|iyi gunler|iyi calismalar|tesekkurler)
(с уважением|с наилучшими пожеланиями|всего доброго|спасибо|з повагою|з найкращими побажаннями|дякую)
(以上|敬具|此致|敬礼|祝好|감사합니다|드림|مع التحية|تحياتي|شكرا)
"""
