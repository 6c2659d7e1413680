import type { LanguageWords } from './words.ts';

// Of these languages the words are known that say nothing, and the few that owners are asked about most.

export const SPANISH: LanguageWords = {
  stopWords: `a al algo algún alguna algunos ante antes así aunque bien cada casi como cómo con contra cual cuál cuando cuándo de del desde
    donde dónde dos durante e el ella ellas ellos en entre era eres es esa ese eso esta está están estar este esto estos existe fue ha hace
    hacer hacia han hasta hay hola la las le les lo los más me mi mientras mis mucho muy nada necesito ni no nos nosotros nuestra nuestro o os otra
    otro para pero poder podemos por porque posible pueda puede pueden puedo pues que qué quién quiero quisiera se sea ser si sí sin sobre
    son soy su sus también tan te tengo tener tiene tienen todo todos tu tus un una uno unos usted ustedes ya yo favor gracias`,
  courtesies: `
    hola | buenas
    gracias`,
  synonyms: `
    precio | € | coste | costo | costar | tarifa | cuánto | cuota | dinero | importe
    pagar | pago | abonar | tarjeta | efectivo
    reembolso | devolver | devolución | reembolsar
    descuento | rebaja | reducción | barato
    gratis | gratuito | sin coste
    cancelar | cancelación | anular | anulación | baja
    cambiar | cambio | modificar | aplazar
    reservar | reserva | cita | turno
    abierto | abrir | horario | apertura | cerrado | cerrar
    dirección | ubicación | lugar | llegar
    aparcar | aparcamiento | coche | estacionamiento
    teléfono | llamar | contacto | correo | escribir
    enviar | envío | entrega | recibir | paquete
    roto | dañado | avería | defecto | reparar | reparación
    perdido | perder | olvidado
    niño | niños | hijo | hija | menor | familia | bebé
    perro | mascota | animal
    silla de ruedas | accesible | discapacidad
    comer | comida | restaurante | beber
    alquilar | alquiler | préstamo | prestar
    permitido | prohibido | permiso`,
};

export const ITALIAN: LanguageWords = {
  stopWords: `a abbiamo ad agli ai al alla alle allo anche ancora avere c che chi ci ciao come con cosa così cui d da dagli dai dal dalla dalle
    dei del della delle dello dentro deve devo di dopo dove due e è ed era essere fa fare fino fra gli grazie ha hanno ho i il in io l la
    le lei li lo loro lui ma mi mia mio molto ne nei nel nella nelle no noi non nostra nostro o ogni per perché però più poi posso possiamo prima può
    qual quale quali quando quanto quella quello questa questo qui se sei senza si sia siamo sono sta su sua sul sulla suo sul ti tra tu tutti tutto un una
    uno vi voglio voi vorrei vostra vostro favore bisogno`,
  courtesies: `
    ciao | buongiorno | salve
    grazie`,
  synonyms: `
    prezzo | € | costo | costare | tariffa | quanto costa | quota | soldi
    pagare | pagamento | carta | contanti
    rimborso | rimborsare | restituire | restituzione
    sconto | riduzione | ridotto
    gratis | gratuito
    annullare | annullamento | disdire | cancellare | recesso | disdetta
    cambiare | cambio | modificare | spostare
    prenotare | prenotazione | appuntamento
    aperto | aprire | orario | apertura | chiuso | chiudere
    indirizzo | luogo | arrivare | trovare
    parcheggiare | parcheggio | auto | macchina
    telefono | chiamare | contatto | scrivere
    spedire | spedizione | consegna | ricevere | pacco
    rotto | danneggiato | guasto | difetto | riparare | riparazione
    perso | perdere | smarrito | dimenticato
    bambino | bambini | figlio | figlia | minore | famiglia
    cane | animale | animali
    sedia a rotelle | accessibile | disabile
    mangiare | cibo | ristorante | bere
    noleggio | noleggiare | prestito | affitto
    permesso | vietato | consentito`,
};

export const DUTCH: LanguageWords = {
  stopWords: `aan al alle alleen als altijd ben bij daar dan dat de deze die dit doe doen door dus een eens en er ga gaan geen graag had hallo heb
    hebben hebt heeft hem het hier hij hoe hoeveel hun ik in is ja je jij jou jouw jullie kan kunnen kun maar mag me meer men met mij mijn moet moeten mogen
    naar niet niets nog nu of om omdat onder ons onze ook op over te tot uit u uw van veel voor waar waarom wanneer wat we wel welke wie wij wil
    willen worden word wordt zal ze zelf zich zij zijn zo zonder zou kom komen krijg krijgen alstublieft`,
  courtesies: `
    hallo | hoi
    bedankt | dank`,
  synonyms: `
    prijs | € | kosten | kost | tarief | hoeveel kost | geld | vergoeding
    betalen | betaling | pin | contant
    terugbetaling | terugbetalen | geld terug | terugkrijgen
    korting | goedkoper | gereduceerd
    gratis | kosteloos
    annuleren | annulering | opzeggen | opzegging | afzeggen
    wijzigen | veranderen | wijziging | verzetten
    boeken | reserveren | reservering | afspraak
    open | openingstijden | geopend | gesloten | sluiten
    adres | locatie | vinden | bereiken
    parkeren | parkeerplaats | auto
    telefoon | bellen | contact | mailen
    verzenden | bezorgen | levering | pakket | versturen
    kapot | defect | schade | repareren | reparatie
    verloren | kwijt | vergeten
    kind | kinderen | zoon | dochter | gezin
    hond | huisdier | dier
    rolstoel | toegankelijk
    eten | drinken | restaurant
    huren | verhuur | lenen
    toegestaan | verboten | mogen`,
};

export const PORTUGUESE: LanguageWords = {
  stopWords: `a ao aos as até com como da das de dela dele deles depois do dos e é ela elas ele eles em entre era essa esse esta está estão este eu
    foi há isso isto já lhe mais mas me meu meus minha muito na não nas nem no nos nós nossa nosso num numa o olá onde os ou para pela pelo
    pode podem posso por porque preciso qual quais quando quanto que quem quero se sem ser seu seus só sua são também te tem têm tenho ter tu um uma você vocês
    obrigado favor gostaria fazer`,
  courtesies: `
    olá | oi
    obrigado | obrigada`,
  synonyms: `
    preço | € | custo | custar | custa | tarifa | quanto custa | taxa | dinheiro
    pagar | pagamento | cartão
    reembolso | reembolsar | devolver | devolução
    desconto | redução | barato
    grátis | gratuito
    cancelar | cancelamento | anular | rescindir
    mudar | alterar | alteração | trocar
    reservar | reserva | marcação | agendar
    aberto | abrir | horário | abertura | fechado | fechar
    morada | endereço | local | chegar
    estacionar | estacionamento | carro
    telefone | ligar | contacto | contato | escrever
    enviar | envio | entrega | receber | encomenda
    avariado | danificado | avaria | defeito | reparar | reparação
    perdido | perder | esquecido
    criança | crianças | filho | filha | família
    cão | cachorro | animal
    cadeira de rodas | acessível
    comer | comida | restaurante | beber
    alugar | aluguer | aluguel | empréstimo
    permitido | proibido`,
};

export const SWEDISH: LanguageWords = {
  stopWords: `alla att av bara behöver blir de dem den det detta du där då eller en er ett finns för från får fick gör göra ha han har hej hon hur
    här i inte ja jag kan kunna man med men min mina mitt mycket måste någon något några när och om oss på sin ska skulle som till upp ut vad var
    varför vem vi vid vilka vilken vill är över utan nu så eftersom tack`,
  courtesies: `
    hej | hejsan
    tack`,
  synonyms: '',
};

export const DANISH: LanguageWords = {
  stopWords: `af alle at blev bliver da de dem den denne der det dette dig din du efter eller en end er et for fra får gør ham han har hej hende
    her hos hun hvad hvem hvis hvor hvordan hvornår i ikke ind jeg kan kunne man med meget men mig min mit mod må når nogen noget nu og også om op os over på
    sig skal skulle som til ud var ved vi vil ville være tak`,
  courtesies: `
    hej | hejsa
    tak`,
  synonyms: '',
};
