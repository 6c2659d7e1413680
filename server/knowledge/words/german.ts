import type { LanguageWords } from './words.ts';

export const GERMAN: LanguageWords = {
  stopWords: `aber alle allem allen aller alles als also am an andere anderen auch auf aus bei beim bekomme bekommen bekommt bereits bin
    bis bisschen bist bitte brauche brauchen braucht bzw da dabei dadurch dafür dagegen daher damit danach dann daran darauf daraus darf
    darin darüber das dass davon dazu dein deine dem den denn der des deshalb dich die dies diese diesem diesen dieser dieses dir doch dort du durch dürfen
    eben eigentlich ein eine einem einen einer eines einfach einige einmal er erst es etwa etwas euch euer eure eurem euren eurer für gar geben
    geht gehen genau gern gerne gibt gleich habe haben habt hallo hat hatte hätte hier hin ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im immer in ins
    ist irgendwie ja jede jedem jeden jeder jedes jemand jetzt kann kein keine keinen keiner könnte können könnt lassen lässt los mache machen macht mal man manche
    mein meine meinem meinen meiner mich mir mit möchte möchten möglich muss müssen müsste nach nein nicht nichts noch nun nur ob oder
    ohne sagen schon sehr sei sein seine seinem seinen seiner seid seit selbst sich sie sind so sobald sogar solche soll sollen sollte sollten
    sondern sonst sowie überhaupt um und uns unser unsere unserem unseren unter viel viele vielen vielleicht vom von vor war waren warum was
    weil weiß welche welchem welchen welcher welches wenn wer werde werden wem wen wie wieder will willst wir wird wirklich wo wofür woher wohin wollen womit woran worauf würde würden
    zu zum zur zwar zwischen über gilt wäre hab wurde wurden worden eurer euren sowas wann dürfte kommt kommen tun tut bringt heißt bleibt stehen steht kriege kriegen kriegt krieg ziehe liegen gestern heute null komme echt halt ganz ganze ganzen fürs gibts euch nett nette eh weg rein raus`,
  courtesies: `
    hallo | hi | hey | moin | servus
    danke | dankeschön`,
  synonyms: `
    preis | kosten | kostet | € | gebühr | entgelt | tarif | wie viel | wieviel | betrag | teuer | günstig | geld | euro
    zahlen | bezahlen | zahlung | bezahlung | überweisen | überweisung | lastschrift | begleichen
    karte | kreditkarte | ec-karte | girocard
    bar | bargeld | münzen
    erstatten | erstattung | rückerstattung | geld zurück | zurückbekommen | zurückzahlen | rückzahlung
    rabatt | ermäßigung | ermäßigt | vergünstigung | nachlass | billiger | günstiger | reduziert | sparen
    kostenlos | gratis | umsonst | unentgeltlich | frei | kostenfrei | ohne aufpreis
    rechnung | beleg | quittung | abrechnung
    kaution | pfand | anzahlung | hinterlegen | sicherheit
    strafe | bußgeld | mahnung | zuschlag
    gutschein | geschenk | schenken | verschenken
    kaufen | kauf | erwerben | bestellen | bestellung | besorgen
    verkaufen | verkauf
    kündigen | kündigung | beenden | austreten | austritt | abmelden | aufhören | vertrag lösen | raus
    stornieren | stornierung | absagen | absage | rücktritt | zurücktreten | abbestellen | ausfallen | nicht kommen
    ändern | änderung | umbuchen | wechseln | anpassen | wechsel | tauschen
    verschieben | verlegen | umbuchen | später | anderer tag
    verlängern | verlängerung | länger
    buchen | buchung | reservieren | reservierung | termin
    anmelden | anmeldung | registrieren | registrierung | einschreiben | beitreten | mitmachen | teilnehmen | teilnahme
    mitglied | mitgliedschaft | beitritt | verein
    konto | login | einloggen | anmelden | zugang | passwort | zugangsdaten
    öffnen | öffnung | geöffnet | offen | öffnungszeiten | schließen | geschlossen | schließt
    anfangen | beginnen | beginn | anfang | start | starten
    ende | enden | schluss | aufhören | fertig | vorbei
    wann | uhr | uhrzeit | zeit | termin | zeitpunkt | tag
    frist | spätestens | bis wann | fällig | stichtag
    wie lange | dauer | dauern | dauert | minuten | stunden | lang
    wie weit | entfernung | entfernt | kilometer | strecke | reichweite
    wie oft | häufig | häufigkeit | mal | abstand | rhythmus
    schnell | rasch | sofort | zügig | kurzfristig | eilig
    spät | verspätet | verspätung | zu spät | verpassen | verpasst
    warten | wartezeit | schlange | warteliste
    vorher | früh | rechtzeitig | vorab | im voraus | voraus
    morgens | vormittag | früh
    abends | abend | nacht | nachts | übernachten | übernachtung
    wochenende | samstag | sonntag | sonnabend
    werktag | montag | wochentag | arbeitstag
    feiertag | ferien | urlaub | weihnachten | ostern
    sommer | hitze | heiß | juli | august
    winter | frost | schnee | eis | kälte | kalt | glatt
    regen | wetter | nass | sturm | gewitter | schlechtes wetter
    jahr | jährlich | jahrlich
    monat | monatlich
    woche | wöchentlich
    tag | täglich
    wo | ort | adresse | standort | anschrift | finden | liegt | straße
    anfahrt | hinkommen | weg | anreise | erreichen | fahren
    bus | bahn | zug | haltestelle | bahnhof | öffentliche verkehrsmittel | öpnv | straßenbahn
    auto | wagen | pkw | fahrzeug | kfz
    parken | parkplatz | stellplatz | abstellen | parkhaus
    fahrrad | rad | radfahren | radfahrer
    telefon | anrufen | anruf | telefonnummer | nummer | hotline | telefonisch | rufen
    kontakt | erreichen | melden | schreiben | ansprechpartner | wenden
    e-mail | mail | schreiben | nachricht
    brief | post | schriftlich
    internet | online | webseite | website | netz | portal | app
    wlan | wifi | internet | netz
    rechner | computer | laptop | pc
    schicken | senden | versand | versenden | verschicken | lieferung | liefern | zusenden | paket
    liefern | lieferung | lieferzeit | ankommen | bringen | zustellung
    ausland | anderes land | international
    zurückgeben | rückgabe | zurückschicken | zurückbringen | retoure | abgeben
    umtauschen | umtausch | tauschen | ersatz | ersetzen | austauschen
    kaputt | defekt | beschädigt | schaden | beschädigung | zerbrochen | funktioniert nicht | mangel
    reparieren | reparatur | instandsetzung | beheben | wartung | richten
    garantie | gewährleistung
    verloren | verlieren | verlust | vergessen | liegengelassen | fundsache | fundbüro | abhanden
    gestohlen | diebstahl | geklaut | klauen
    problem | störung | fehler | ärger | schwierigkeit
    beschwerde | beschweren | reklamation | reklamieren | unzufrieden
    hilfe | helfen | unterstützung | unterstützen | beratung
    notfall | dringend | unfall | notdienst | gefahr
    sicherheit | sicher | schutz
    versicherung | versichert | haftung | haften | haftet
    verletzt | verletzung | unfall | erste hilfe
    krank | krankheit | erkrankung | erkrankt | attest
    arzt | ärztin | medizinisch | praxis
    medikament | arznei | tablette | medizin
    allergie | allergisch | unverträglichkeit | allergene | inhaltsstoffe | zutaten
    kind | kinder | kindern | kleinkind | junge | mädchen | sohn | tochter | familie | jung | minderjährig | nachwuchs
    baby | säugling | kinderwagen | kleinkind
    eltern | mutter | vater | erziehungsberechtigte | mama | papa
    jugendliche | jugendlicher | teenager | jugend | minderjährig
    erwachsene | erwachsener | volljährig
    senioren | rentner | ältere | alt | rente | senior
    schüler | student | studierende | schule | azubi | auszubildende
    lehrer | trainer | kursleiter | lehrkraft | leitung
    mitarbeiter | personal | team | kollegen | beschäftigte
    arbeit | stelle | job | beruf | bewerbung | bewerben
    ehrenamt | ehrenamtlich | freiwillig | mithelfen
    chef | leitung | leiter | vorstand
    freund | freunde | gast | gäste | begleitung | begleitperson | besuch | jemand anderes
    gruppe | personen | leute | team
    allein | alleine | einzeln | einzelperson
    behinderung | behindert | rollstuhl | barrierefrei | barrierefreiheit | gehbehindert | rampe | aufzug | stufenlos
    aufzug | fahrstuhl | lift | treppe | stufen
    hund | hunde | tier | tiere | haustier | vierbeiner
    essen | speisen | mahlzeit | verpflegung | mittagessen | imbiss | restaurant | café | hunger | küche
    trinken | getränk | getränke | kaffee | wasser | alkohol
    vegetarisch | vegan | fleisch
    toilette | wc | klo
    dusche | duschen | umkleide | waschen
    reinigen | reinigung | putzen | sauber | säubern | waschen
    müll | abfall | entsorgen | entsorgung | tonne | wegwerfen
    recycling | kompost | wertstoff
    foto | fotografieren | bild | kamera | aufnahme | filmen | fotos
    gepäck | koffer | tasche | rucksack | schließfach | garderobe
    kleidung | anziehen | tragen | kleidungsstück
    schuhe | stiefel | schuhwerk
    ausrüstung | gerät | geräte | werkzeug | material | maschine
    mieten | miete | leihen | ausleihen | verleih | vermietung | ausleihe | leihe
    erlaubt | erlauben | gestattet | zulässig | verboten | untersagt | erlaubnis | genehmigung | mitbringen
    regel | regeln | ordnung | vorschrift | bedingung | bestimmung
    nötig | notwendig | erforderlich | pflicht | voraussetzung | verpflichtend
    unterlagen | dokument | bescheinigung | formular | nachweis | papiere | antrag | attest
    ausweis | personalausweis | reisepass | pass | identität
    vertrag | vereinbarung | bedingungen
    unterschrift | unterschreiben | unterzeichnen
    datenschutz | persönliche daten | daten
    löschen | entfernen
    alter | alt | jahre | mindestalter | ab wann
    mindestens | minimum | wenigstens
    höchstens | maximal | maximum | limit | grenze | bis zu | obergrenze
    gewicht | schwer | wiegen | kilo | kg | kilogramm
    größe | groß | maße | wie groß
    klein | kleiner
    höhe | hoch
    länge | lang | meter
    menge | anzahl | wie viele | zahl
    zusätzlich | extra | weitere | weiterer | zusatz | zweite
    enthalten | inklusive | dabei | beinhalten | inbegriffen
    teilen | gemeinsam | zusammen
    übertragen | weitergeben | übertragbar | abtreten | andere person
    sprache | sprechen | übersetzung | englisch
    kurs | kurse | unterricht | stunde | workshop | seminar | schulung | lehrgang
    anfänger | einsteiger | vorkenntnisse | erfahrung | neuling
    lernen | üben | unterrichten | beibringen
    prüfung | test | abschluss
    probe | ausprobieren | testen | schnuppern | probestunde | probieren
    führung | rundgang | besichtigung | führungen
    eintritt | karte | ticket | eintrittskarte | einlass
    zugang | zutritt | eingang | betreten | reinkommen | tür
    raum | räume | saal | zimmer | halle
    veranstaltung | feier | fest | geburtstag | hochzeit | feiern | party
    lärm | laut | ruhe | leise | musik | ruhezeit
    rauchen | raucher | zigarette
    feuer | grillen | brand | flamme
    licht | lampe | beleuchtung
    strom | elektrizität | steckdose | energie
    laden | aufladen | ladestation | akku | batterie
    heizung | heizen | wärme | warm | temperatur
    schlüssel | schloss | tür | abschließen
    wohnung | haus | zuhause | wohnen
    umzug | umziehen | wegziehen | adresse ändern | neue adresse
    garten | draußen | freien | außen
    pflanze | pflanzen | blume | baum
    wählen | auswahl | aussuchen | auswählen
    empfehlen | empfehlung | rat | tipp | beraten
    prüfen | überprüfen | kontrollieren | kontrolle
    vorbereiten | vorbereitung | mitbringen
    aufbewahren | aufbewahrung | lagern | aufheben | lagerung
    abholen | abholung | mitnehmen
    abgeben | abgabe | einreichen | zurückbringen
    informieren | benachrichtigen | bescheid | mitteilen | nachricht
    spende | spenden
    steuer | mehrwertsteuer
    eigen | eigene | eigenes | selbst | privat
    ersatzteil | ersatz | teil
    gebraucht | alt | gebrauchte
    unterschied | vergleich
    versehentlich | irrtum | falsch | fehler
    opa | oma | großvater | großmutter | großeltern | senior | senioren | ältere
    nichte | neffe | enkel | enkelin | kind | kinder
    jungs | mädels | kinder | söhne
    ehemann | ehefrau | mann | frau | partner | partnerin | ehepaar | verheiratet | paar
    freundin | kumpel | freund | bekannte
    vermieter | mieter | eigentümer
    gestorben | tot | tod | verstorben | todesfall
    schwanger | schwangerschaft | geburt
    scheidung | getrennt | trennung
    handy | smartphone | mobiltelefon | telefon
    tablet | ipad | gerät
    fernseher | fernsehen | bildschirm | monitor
    film | filme | kino | serie | video
    gucken | schauen | ansehen | anschauen | sehen
    zocken | spielen | spiel | spiele | gamen
    malen | zeichnen | kunst
    singen | chor | gesang | musik
    tanzen | tanz
    lesen | buch | bücher | lektüre | schmöker | roman
    kochen | backen | küche | rezept
    laufen | joggen | rennen | lauf
    unterhose | t-shirt | hose | hemd | kleidung
    mütze | hut | kappe | helm
    schuhe | sandalen | turnschuhe
    rucksack | tasche | beutel | gepäck | gegenstand | gegenstände
    liegen lassen | vergessen | verloren | fundsachen | fundstücke | fundbüro
    regenschirm | schirm
    brille | sehhilfe
    uhr | armbanduhr | wertsachen | schmuck
    geldbeutel | portemonnaie | brieftasche | geldbörse
    papier | bescheinigung | zettel | dokument | nachweis | bestätigung | zertifikat
    schwarz auf weiß | schriftlich | bescheinigung | bestätigung
    zertifikat | zeugnis | urkunde | bescheinigung | abschluss
    arbeitgeber | chef | firma | betrieb
    arbeitslos | bürgergeld | sozialhilfe | ermäßigung | wohngeld
    pleite | knapp bei kasse | wenig geld | geringes einkommen
    billig | günstig | preiswert | sparen | ermäßigt
    schnäppchen | angebot | rabatt
    messen | größe | groß | zentimeter | cm | hoch
    wiegen | gewicht
    körpergröße | größe
    wohin | wo | ort
    dreimal | oft | mehrmals | regelmäßig
    abo | abonnement | jahreskarte | dauerkarte
    befristet | zeitweise | vorübergehend | kurze zeit | probeweise
    vorübergehend | kurz | wochen
    runde | treff | gruppe | kreis | treffen
    treffen | treff | zusammenkunft
    nett | freundlich
    kennenlernen | treffen | kontakt
    lernen | kurs | einführung
    auskennen | einführung | kurs | anfänger | hilfe | bedienen
    bedienen | bedienung | benutzen | nutzen | nutzung
    benutzen | nutzen | verwenden | gebrauchen | nutzung
    ausprobieren | testen
    drucken | ausdrucken | druck | kopieren | kopie
    scannen | einscannen | scan
    mitkommen | begleiten | begleitung | anwesend | dabei sein
    persönlich | vor ort | selbst
    wache | polizei
    gemeinde | stadt | rathaus | amt | behörde
    amt | behörde | verwaltung
    steuern | finanzamt
    heiraten | hochzeit | trauung | standesamt
    sperrmüll | müll | möbel | abholung
    strafzettel | bußgeld | knöllchen
    nass | wasser | feucht
    kaputtgehen | kaputt | beschädigt
    zerrissen | beschädigt | kaputt
    fallen | gefallen | hingefallen | sturz
    flecken | fleck | verschmutzt | dreckig | schmutz
    dreck | schmutz | verschmutzung
    stinken | geruch | riechen
    tropfen | undicht | leck | wasser
    verstopft | blockiert | abfluss
    klemmen | blockiert | fest
    piepen | ton | geräusch | warnton
    leuchten | blinken | lampe | licht | anzeige
    einschalten | anmachen | anschalten | starten
    ausschalten | abschalten | ausmachen
    anschließen | anschluss | verbinden | stecker
    aufbauen | montieren | montage | installieren | einrichten
    herunterladen | download | laden
    hochladen | einreichen | schicken
    freischalten | aktivieren | freigeschaltet
    sperren | gesperrt | sperrung
    betrug | betrüger | abzocke
    rechtsanwalt | anwalt | recht
    schulden | offen | unbezahlt | rückstand | mahnung
    raten | ratenzahlung | monatlich | stückweise
    kosten übernehmen | zuschuss | förderung
    zuschuss | förderung | unterstützung
    geschäft | laden | markt
    sitzen | sitzplatz | platz | stuhl
    schlafen | bett | übernachtung | ausruhen
    müde | ausruhen | pause
    pause | unterbrechung | pausieren
    unterbrechen | pausieren | ruhen
    frisch | neu
    getränk | mitgebracht | flasche
    flasche | glas | dose
    kuchen | süßes | eis
    brot | brötchen
    obst | gemüse
    fleisch | wurst
    fisch | meer
    milch | laktose
    nuss | nüsse
    gluten | weizen
    bier | wein | alkohol
    betrunken | alkohol
    drogen | alkohol
    zahn | zähne | zahnarzt
    auge | augen
    rücken | rückenschmerzen
    bein | knie | fuß
    herz | kreislauf
    blut | bluten
    schmerz | schmerzen | weh
    fieber | erkältung | grippe | krank
    impfung | impfen | spritze
    rezept | medikament
    krankenhaus | klinik
    kasse | krankenkasse
    schwanger | geburt
    nachbar | nachbarn
    dach | keller | balkon
    fenster | scheibe | glas
    möbel | schrank | tisch
    handwerker | techniker | monteur
    flugzeug | flug | flughafen
    taxi | fahrt
    schiff | boot | fähre
    roller | moped | motorrad
    anhänger | wohnwagen | wohnmobil
    tanken | benzin | sprit
    führerschein | fahrerlaubnis
    zoll | einfuhr
    dorf | stadt | ort | ortsteil
    gegend | umgebung | region
    berg | wandern | wanderung
    see | fluss | wasser
    strand | meer
    sonne | sonnenschein | sonnig
    schatten | sonnenschutz
    voll | ausgebucht | belegt | überfüllt | auslastung
    frei | verfügbar | plätze
    ausverkauft | vergriffen | nicht verfügbar
    bestätigen | bestätigung
    doppelt | zweimal | zwei
    halb | hälfte | 30
    mittags | mittag | 12
    mitternacht | nacht | 24
    heute | tag | aktuell
    morgen | tag
    alkohol | rauchen
    klappen | funktionieren | gehen | laufen | störung
    streiken | spinnen | defekt | störung | funktioniert nicht | ausfall
    ausfallen | ausfall | entfallen | abgesagt | findet nicht statt
    verpassen | versäumen | fehlen | fehlzeit | nicht kommen | verhindert
    fehlen | abwesend | versäumen
    einspringen | vertretung | ersatz
    platz | plätze | warteliste | teilnehmer
    leute | personen | teilnehmer | teilnehmerzahl | gruppe
    besuchen | kommen | besuch | besucher
    mitnehmen | mitbringen | dabei
    wegbringen | abgeben | zurückbringen | rückgabe
    zurück | rückgabe | zurückgeben
    überfällig | verspätet | frist | abgelaufen
    ablaufen | gültig | gültigkeit | verfallen | verfällt | verlängern
    gültig | gelten | gültigkeit | gilt
    verfallen | ablaufen | guthaben
    guthaben | aufladen | karte
    aufpassen | betreuung | aufsicht | beaufsichtigen | betreuen
    aufsicht | begleitung | betreuung | eltern
    kleine | kinder | kleinkinder
    größer | groß | älter
    dürfen | erlaubt
    zulassen | erlaubt | zugelassen
    verbieten | verboten | erlaubt
    verraten | sagen
    beantragen | antrag | bekommen
    sprache | deutsch | englisch | französisch | italienisch | spanisch
    fortgeschritten | niveau | stufe | vorkenntnisse
    gemütlich | langsam | ruhig | entspannt
    langsam | ruhig
    entspannen | entspannung | ruhe | erholung
    stress | entspannung
    dick | gewicht | abnehmen
    abnehmen | gewicht
    gesundheit | gesund | krankenkasse
    schwanger | schwangere
    frauen | damen | weiblich
    männer | herren
    mama | mutter | eltern
    alleinerziehend | familie
    ganztags | tag
    täglich | jeden tag
    einmalig | einmal
    mehrmals | mehrfach
    jährlich | jahr
    monatlich | monat
    sonntags | sonntag
    montags | montag
    nachmittags | nachmittag
    feiern | geburtstag | party
    lieblings | bevorzugt
    zuhause | daheim | heim
    bestellen | liefern
    paket | sendung
    computer | pc | rechner
    internet | wlan | online | surfen
    surfen | internet
    netz | wlan | internet
    kennwort | passwort | pin
    pin | passwort | geheimzahl
    einloggen | anmelden | konto
    farbe | farbig | bunt
    schwarzweiß | farbe
    zeitung | zeitungen | zeitschrift | zeitschriften | presse
    zeitschrift | magazin | heft
    spenden | abgeben | spende | geschenk
    verletzen | verletzt | erste hilfe
    ball | bälle | spielen
    spielzeug | spielen | spielsachen
    essen | mitbringen | picknick | speisen
    picknick | essen | mitgebracht
    anstehen | schlange | wartezeit | andrang
    andrang | voll | auslastung | besucher
    leer | ruhig | wenig
    gewitter | unwetter | sturm | blitz
    schließung | geschlossen
    umbau | renovierung | geschlossen | sanierung
    renovieren | sanierung | umbau
    rollator | rollstuhl | gehhilfe
    blind | sehbehindert | blindenhund
    schwerhörig | gehörlos | hörgerät
    schwerbehindert | behindertenausweis | ausweis | behinderung
    job suchen | stelle
    rechnung zahlen | überweisung
    einzug | lastschrift | abbuchung
    abbuchen | lastschrift | einzug
    vergessen | frist | versäumt
    frühstücken | essen | café
    kneipe | café | gastronomie`,
};
