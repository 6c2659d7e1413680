import type { LanguageWords } from './words.ts';

export const FRENCH: LanguageWords = {
  stopWords: `a aimerais aimerait hier afin ai aie ainsi alors après as au aucun aucune aussi autre autres aux avant avec avez avoir avons ayant besoin bien bonjour
    c ça car ce ceci cela celle celles celui ces cet cette ceux chaque chez ci combien comme comment d dans de dehors déjà depuis des
    dès dit dois doit doivent donc dont du elle elles en encore entre es est et étant été être eu eux est-ce faire fais fait faites falloir faudrait faut
    font hors il ils ici j je jusqu jusque l la là le les leur leurs lors lorsque lui m ma mais me même mêmes merci mes mien moi mon n ne ni non nos
    notre nôtre nous on ont ou où par parce pas pendant peu peut peuvent peux plus plutôt pour pourquoi pourrais pourrait pouvez pouvoir pouvons prendre
    puis puisque qu quand que quel quelle quelles quelqu quels quelque quelques qui quoi rien s sa sais sans savoir se sera serait ses si
    sien soit sommes son sont sous souhaite souhaiterais suis sur t ta te tel telle tes toi ton toujours tous tout toute toutes très tu un une va vais vas venir
    vers veut veux voici voilà voir vos votre vôtre voudrais voulez vouloir vous vraiment y aurais aurait avait était étaient sera seront dire dites svp plaît
    quelqu'un peut-on y-a-t-il puis-je mettre met possible étais était ça plus t déjà coup va aller vient venu`,
  courtesies: `
    bonjour | bonsoir | salut | coucou
    merci`,
  synonyms: `
    prix | coût | coûter | € | tarif | combien | frais | cher | montant | argent | euros | payer
    payer | paiement | régler | règlement | versement | prélèvement
    carte | carte bancaire | carte de crédit
    espèces | liquide | pièces | billets
    rembourser | remboursement | récupérer argent | rendre | récupérer
    réduction | remise | rabais | tarif réduit | moins cher | promotion | réduit | avantage | économiser
    gratuit | gratuitement | offert | sans frais | gratuité
    facture | reçu | justificatif
    caution | acompte | arrhes | dépôt | garantie
    amende | pénalité | retard | majoration | supplément
    bon | chèque cadeau | cadeau | offrir | bon cadeau
    acheter | achat | commander | commande | procurer
    vendre | vente
    annuler | annulation | résilier | résiliation | arrêter | mettre fin | désister | désistement | renoncer | quitter | décommander
    changer | changement | modifier | modification | échanger | remplacer
    reporter | report | décaler | déplacer | plus tard | autre date | repousser
    prolonger | prolongation | renouveler | renouvellement | plus longtemps
    réserver | réservation | rendez-vous | place | créneau
    inscrire | inscription | adhérer | adhésion | s'inscrire | enregistrer | participer
    adhérent | membre | abonné | abonnement | adhésion | cotisation
    compte | connexion | connecter | mot de passe | identifiant
    ouvert | ouvrir | ouverture | horaires | heures | fermé | fermeture | fermer
    commencer | début | débuter | démarrer | commence
    finir | fin | terminer | se terminer | dernier
    quand | date | heure | jour | moment | délai
    délai | date limite | au plus tard | limite | échéance | jusqu'à quand
    combien de temps | durée | dure | durer | longtemps | minutes | heures
    distance | loin | kilomètres | éloigné
    souvent | fréquence | fois | rythme | régulièrement
    vite | rapide | rapidement | urgent | immédiatement
    retard | tard | en retard | manquer | rater | tardif
    attendre | attente | file | liste d'attente
    avance | à l'avance | préalable | tôt | auparavant
    matin | matinée | petit déjeuner
    soir | soirée | nuit | nocturne | dormir
    week-end | samedi | dimanche
    semaine | lundi | jour ouvré | hebdomadaire
    vacances | jour férié | férié | noël | pâques | congés
    été | chaleur | canicule | chaud | juillet | août
    hiver | froid | neige | gel | verglas | décembre
    pluie | pleuvoir | météo | mauvais temps | intempéries | orage
    an | année | annuel | ans
    mois | mensuel
    jour | quotidien | journée
    adresse | lieu | trouver | situé | emplacement | localisation | rue
    venir | accès | aller | rendre | trajet | itinéraire | arriver
    bus | tram | train | gare | arrêt | transports en commun | métro
    voiture | véhicule | automobile | auto | conduire
    stationner | parking | stationnement | garer | se garer
    vélo | bicyclette | cycliste
    téléphone | appeler | appel | numéro | joindre | téléphoner
    contacter | contact | joindre | écrire | courriel | mail | adresser
    courriel | mail | e-mail | email | message
    courrier | lettre | poste
    internet | en ligne | site | web | application
    wifi | internet | connexion
    ordinateur | informatique | portable
    envoyer | expédier | envoi | expédition | livraison | livrer | colis
    livrer | livraison | recevoir | arriver | domicile
    étranger | autre pays | international
    retourner | retour | renvoyer | rendre | rapporter | restituer | restitution
    échanger | échange | remplacer | remplacement
    cassé | casser | abîmé | endommagé | défectueux | panne | dégât | dommage | casse | défaut
    réparer | réparation | dépannage | entretien | dépanner
    garantie | garanti
    perdu | perdre | perte | oublié | oublier | objet trouvé | égaré
    volé | vol | voler
    problème | souci | difficulté | erreur | panne
    réclamation | plainte | mécontent | se plaindre | réclamer
    aide | aider | assistance | accompagnement | soutien
    urgence | urgent | accident | danger
    sécurité | sûr | sécurisé
    assurance | assuré | assurer | responsabilité | couvert
    blessé | blessure | accident | premiers secours
    malade | maladie | certificat médical | santé
    médecin | docteur | médical
    médicament | traitement
    allergie | allergique | allergène | intolérance | ingrédients
    enfant | enfants | petit | petits | jeune | mineur | fils | fille | famille | gamin | bambin
    bébé | nourrisson | poussette | tout-petit
    parent | parents | mère | père | tuteur
    adolescent | ado | jeune | mineur | jeunes
    adulte | majeur
    senior | âgé | retraité | personnes âgées | retraite | aîné
    étudiant | élève | école | scolaire | lycéen
    professeur | enseignant | moniteur | animateur | formateur
    personnel | employé | équipe | salarié
    emploi | travail | poste | recrutement | embauche | candidature | postuler
    bénévole | bénévolat | volontaire
    responsable | directeur | chef | gérant
    ami | amis | invité | accompagnateur | accompagnant | quelqu'un d'autre | autre personne | proche
    groupe | personnes | équipe
    seul | seule | individuel
    handicapé | handicap | fauteuil roulant | accessible | accessibilité | mobilité réduite | pmr | rampe | ascenseur
    ascenseur | escalier | marches
    chien | chiens | animal | animaux | chat
    manger | repas | restauration | nourriture | restaurant | déjeuner | dîner | cantine | faim | pique-nique
    boire | boisson | café | eau | alcool
    végétarien | végétalien | vegan | viande
    toilettes | wc | sanitaires
    douche | vestiaire | laver
    nettoyer | nettoyage | propre | ménage | laver
    déchets | poubelle | ordures | jeter | tri | encombrants
    recyclage | compost | recycler
    photo | photographier | image | filmer | appareil photo | vidéo
    bagage | bagages | valise | sac | casier | consigne | vestiaire
    vêtement | vêtements | tenue | habit | porter
    chaussures | bottes
    matériel | équipement | outil | appareil | machine
    louer | location | emprunter | prêt | prêter | emprunt
    autorisé | autoriser | permis | interdit | interdiction | autorisation | admis | accepté | droit
    règle | règlement | consigne | condition
    obligatoire | nécessaire | exigé | requis | obligation | obligé
    document | pièce | papier | certificat | formulaire | justificatif | attestation | dossier
    identité | carte d'identité | passeport | pièce d'identité
    contrat | accord | conditions
    signature | signer
    données | données personnelles | confidentialité | vie privée
    supprimer | effacer | suppression
    âge | ans | âge minimum
    minimum | au moins | moins
    maximum | au plus | limite | plafond | maximal
    poids | lourd | peser | kilo | kg
    taille | grand | dimension | dimensions
    petit | petite
    hauteur | haut
    longueur | long | mètres
    quantité | nombre
    supplémentaire | supplément | plus | ajouter | extra | autre | deuxième
    inclus | compris | comprend | fourni
    partager | partagé | ensemble | commun
    transférer | céder | transmettre | nominatif | autre personne
    langue | parler | traduction | anglais
    cours | stage | atelier | leçon | formation | séance
    débutant | expérience | niveau | première fois | jamais
    apprendre | enseigner | pratiquer
    examen | test | épreuve
    essai | essayer | tester | découverte
    visite | visite guidée | guide | visiter
    billet | entrée | ticket | place
    entrée | entrer | accès | porte
    salle | local | pièce | espace
    événement | fête | anniversaire | mariage | célébration
    bruit | bruyant | calme | musique | silence
    fumer | fumeur | cigarette
    feu | flamme | barbecue | incendie
    lumière | lampe | éclairage
    électricité | courant | prise | électrique | énergie
    recharger | charger | borne | batterie | recharge
    chauffage | chaleur | température | chaud
    clé | clef | serrure | porte
    logement | maison | appartement | domicile
    déménager | déménagement | changement d'adresse | nouvelle adresse
    jardin | extérieur | dehors | plein air
    plante | fleur | arbre | planter
    choisir | choix | option
    conseiller | conseil | recommander | recommandation
    vérifier | contrôle | contrôler
    préparer | préparation | apporter | prévoir
    conserver | conservation | garder | stocker
    retirer | retrait | récupérer | chercher
    déposer | dépôt | rendre
    informer | prévenir | avertir | signaler
    don | donner | donateur
    propre | personnel | privé
    neuf | nouveau | récent
    occasion | usagé
    erreur | tromper | faux
    mamie | papi | papy | grand-mère | grand-père | grands-parents | senior | âgé
    neveu | nièce | petit-fils | petite-fille | enfant
    mari | femme | époux | épouse | conjoint | couple
    copain | copine | ami | proche
    propriétaire | locataire
    mort | décès | décédé | défunt
    enceinte | grossesse | bébé
    portable | téléphone | smartphone | mobile
    tablette | appareil
    ordinateur | écran
    écran | affichage
    télé | télévision | écran
    film | cinéma | vidéo
    regarder | voir
    jouer | jeu | jeux | jouet
    lire | livre | lecture
    dessiner | peinture | art
    coudre | tricoter | couture
    chanter | musique | chorale
    danser | danse
    courir | course
    marcher | randonnée | balade | promenade
    nager | piscine | baignade | natation
    camper | tente | camping
    dormir | lit | nuit | hébergement
    fatigué | repos | pause
    livreur | livraison | transporteur | coursier | facteur | passage
    absent | absence | pas là | au travail | chez moi
    passer | passage | venir | présenter
    colis | paquet | carton | emballage
    accu | batterie | pile | akku
    mort | hors service | usé | vide
    jeter | déposer | recycler | recyclage | poubelle | déchet
    vide | déchargé | décharge
    allumer | démarrer | marche | activer | s'allume | éteint
    éteindre | arrêter | couper | éteint
    brancher | prise | connecter
    clignoter | voyant | lumière | clignote
    biper | bruit | son
    coincé | bloqué | bloquer
    fuir | fuite
    rayé | rayure | griffe
    sale | saleté | nettoyer | boue
    mouillé | eau | humide | pluie | étanche
    démonter | retirer | enlever
    grand | taille | hauteur
    peser | poids
    mesurer | taille | hauteur | cm | mesure
    costaud | fort | lourd
    geste | remise | réduction | geste commercial
    prochain | nouveau | suivant
    ancien | vieux | occasion
    piquer | voler | vol | volé
    cambrioler | vol
    police | plainte | gendarmerie
    chute | tomber | tombé | accident
    portefeuille | sac | objet
    patron | employeur | entreprise | société
    chômage | chômeur | demandeur d'emploi
    salaire | paye
    aides | subvention | prime | aide
    prime | subvention | bonus
    fauché | revenus | modeste
    plusieurs fois | mensualités | échelonner | en plusieurs fois | crédit | financement
    mensualité | mois | crédit
    banque | compte | virement
    chèque | paiement
    impôt | taxe | tva
    avocat | droit
    justice | litige | médiateur
    mairie | administration | ville
    maire | mairie
    arnaque | fraude | escroquerie
    déçu | mécontent | insatisfait | rétractation
    changer d'avis | rétractation | retour | rétracter
    regretter | rétractation | retour
    taille | pointure
    boulot | travail | bureau
    train | avion | transport
    avion | vol | aéroport
    bateau | ferry
    taxi | trajet
    camion | camionnette | fourgon
    moto | scooter
    essence | carburant
    douane | frontière
    région | département | zone | secteur
    village | ville
    quartier | zone
    plage | mer
    rivière | lac
    soleil | chaleur
    ombre | soleil
    soif | boire
    sucré | gâteau | dessert
    pain | boulangerie
    fruit | légume
    poisson | mer
    lait | lactose
    oeuf | œufs
    noix | arachide
    gluten | blé
    bière | vin | alcool
    ivre | alcool
    gants | mains
    lunettes | vue
    cheveux | coiffure
    dent | dentiste
    oeil | yeux | vue
    oreille | audition
    dos | douleur
    coeur | cardiaque
    sang | saigner
    douleur | mal | douloureux
    fièvre | rhume | grippe
    vaccin | vaccination
    ordonnance | médicament
    hôpital | clinique
    opération | chirurgie
    voisin | voisinage
    toit | cave | balcon
    fenêtre | vitre
    meuble | meubles
    technicien | mécanicien | réparateur
    imprimer | copie
    télécharger | application
    mettre à jour | mise à jour
    appli | application
    oublié | réinitialiser
    bloqué | blocage
    complet | plein | plus de place
    libre | disponible
    rupture | indisponible | stock
    stock | disponible
    confirmer | confirmation
    deux fois | double
    moitié | demi
    midi | 12
    minuit | nuit
    aujourd'hui | jour
    demain | jour
    marcher | fonctionner | fonctionne | panne
    ne marche plus | panne | défaut
    bizarre | anormal | problème
    bouger | déplacer
    lâcher | casser | panne
    fichu | cassé | hors service | irréparable
    péter | casser
    modèle | gamme | version
    derrière | arrière
    devant | avant
    dessus | haut
    dessous | bas
    gamin | enfant
    mioche | enfant
    gosse | enfant
    asseoir | assis | place
    dehors | extérieur
    dedans | intérieur
    rentrer | retour
    rentrer chez soi | retour
    dérober | vol
    piqué | vol | volé
    disparu | vol | perdu
    commencer | début
    déclarer | déclaration
    chez moi | domicile
    à la maison | domicile
    portail | site
    boutique | magasin
    magasin | boutique | point de vente
    vendeur | conseiller
    caissier | magasin
    essayer | essai
    tester | essai
    rendre | retour | restituer
    déçu | retour
    en ligne | internet
    commande | achat
    suivi | suivre | colis
    suivre | suivi
    attendre | délai
    arriver | livraison
    recevoir | livraison | réception
    particulier | client
    entreprise | professionnel | société | employeur
    salarié | entreprise | employeur
    impayé | retard | paiement
    étaler | plusieurs fois | mensualité
    sous | argent
    balles | euros
    tarif étudiant | réduction
    étudiant | réduction
    anniversaire | cadeau
    surprise | cadeau
    offrir | cadeau
    fidélité | points | avantage
    points | fidélité
    parrain | parrainage
    parrainer | parrainage | ami
    inviter | parrainage
    garer | stationner
    ranger | rangement | stocker
    écraser | chute
    glisser | verglas
    message | erreur | code
    code | erreur
    appli | application
    loi | réglementation | légal
    légal | autorisé | réglementation
    route | chemin`,
};
