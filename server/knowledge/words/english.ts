import type { LanguageWords } from './words.ts';

export const ENGLISH: LanguageWords = {
  stopWords: `a about actually after again all already also always am an and any anybody anyone anything are as at be because been
    before being both but by can cannot come comes coming could did do does doing done down each either else enough even ever every everyone
    everything exactly few for from get gets getting give given go goes going got had has have having he her here hers him his how however i if
    in into is it its itself just keep know let lets like ll lot lots make makes many may maybe me might mine more most much must my
    myself need needs neither no nobody nor not nothing now of off often oh ok okay on once one ones only onto or other others our ours out over
    own per perhaps please possible possibly put quite rather really re s same say see seem shall she should simply since so some somebody
    someone something somewhere soon still such sure t take takes taken tell than thank thanks that the their theirs them then there these
    they thing things think this those though through thus to together too toward towards try under until up upon us use used usually
    ve very via want wants was way we well went were what whatever when where whether which while who whole whom whose why will wish with
    within without wonder wondering would yes yet you your yours yourself hello hi hey dear
    aren couldn d didn doesn don hadn hasn haven isn m mustn needn o shan shouldn wasn weren won wouldn ain im id`,
  courtesies: `
    hello | hi | hey
    thanks | thank`,
  synonyms: `
    price | cost | fee | € | charge | rate | how much | expensive | cheap | money
    pay | payment | paid | settle
    card | credit card | debit
    cash | coin | banknote
    refund | money back | reimburse | reimbursement | give back | return
    discount | reduction | reduced | concession | cheaper | rebate | lower price | save
    free | no charge | complimentary | nothing | cost
    bill | invoice | receipt | statement
    deposit | down payment | advance | prepay
    fine | penalty | surcharge | late fee
    voucher | gift | coupon | present | gift card
    buy | purchase | order | shop
    sell | sale | sold
    cancel | cancellation | terminate | termination | call off | end | quit | withdraw | stop | leave | give up
    change | modify | alter | switch | adjust | amend | edit | update | swap | move
    postpone | reschedule | delay | move | later | another day | rebook
    extend | extension | prolong | renew | renewal | longer
    book | booking | reserve | reservation | appointment | slot
    register | registration | sign up | enrol | enroll | enrolment | join | apply | application
    member | membership | subscriber | subscription | join
    account | login | log in | sign in | profile | password
    password | pin | code | credentials
    open | opening | opening hours | hours | time | closed | close | shut
    start | begin | commence | first | launch
    finish | end | close | stop | last
    when | time | date | day | deadline | schedule
    deadline | due | latest | at the latest | time limit | until
    how long | duration | last | length | minutes | hours | take time
    how far | distance | kilometre | mile | away | range
    how often | frequency | interval | times | every
    fast | quick | quickly | speed | soon | rapid
    slow | late | delay | overdue | behind
    wait | waiting | queue | line
    late | delayed | overdue | past | miss | missed | too late
    early | beforehand | in advance | advance | prior | ahead
    morning | breakfast | early
    evening | night | overnight | late | dark
    weekend | saturday | sunday
    weekday | monday | friday | working day | business day
    holiday | vacation | bank holiday | public holiday | christmas | easter
    summer | hot | heat | july | august
    winter | cold | snow | ice | freeze | frost | december | january
    rain | wet | weather | storm | bad weather
    year | annual | annually | yearly
    month | monthly
    week | weekly
    day | daily
    where | location | address | place | find | located | site
    get to | directions | reach | route | arrive | travel | way
    bus | tram | train | station | stop | public transport
    car | vehicle | drive | driver | automobile | motor
    park | parking | car park | parking space
    bike | bicycle | cycle | cycling | cyclist
    walk | foot | pedestrian
    phone | telephone | call | ring | number | hotline
    contact | reach | email | write | message | get in touch | call | talk | speak
    email | mail | e-mail | message
    letter | post | mail | postal
    website | online | internet | web | portal | app
    wifi | wireless | internet | connection
    computer | laptop | pc
    send | ship | shipping | dispatch | deliver | delivery | mail | post
    deliver | delivery | arrive | bring | receive
    abroad | foreign | international | overseas | country | other country
    return | give back | send back | bring back | hand in | take back
    exchange | replace | replacement | swap | substitute
    broken | damage | damaged | defective | faulty | break | fault | crack | not work
    repair | fix | mend | maintenance | service
    warranty | guarantee
    lost | lose | missing | misplace | left behind | forgot | forget | find
    stolen | theft | steal | lost
    problem | trouble | issue | error | fault | wrong | fail
    complain | complaint | dissatisfied | unhappy | feedback
    help | support | assist | assistance | aid
    emergency | urgent | accident | danger | alarm
    safe | safety | secure | security
    insurance | insured | insure | cover | liability | liable
    responsible | liable | in charge | whose job
    injured | injury | hurt | accident | first aid
    ill | sick | illness | sickness | disease | unwell | doctor
    doctor | physician | medical | gp | nurse | health
    medicine | drug | medication | pill | tablet
    allergy | allergic | allergen | intolerance | ingredient
    child | children | kid | kids | minor | young | youth | son | daughter | family | toddler
    baby | infant | newborn | toddler | pram | pushchair | stroller | buggy
    parent | mother | father | guardian | mum | dad
    teenager | teen | youth | young people | adolescent | minor
    adult | grown-up | over 18
    senior | elderly | pensioner | retired | old | older | over 65
    student | pupil | school | university
    teacher | instructor | tutor | trainer | coach | leader
    staff | employee | worker | team | personnel | colleague
    job | vacancy | work | career | employment | position | hire | hiring
    volunteer | voluntary | help out
    boss | manager | head | director
    friend | guest | companion | visitor | someone else | another person
    group | party | people | persons | team
    alone | single | solo | individual | unaccompanied | by myself
    disabled | disability | wheelchair | accessible | accessibility | mobility | step-free | lift | ramp
    lift | elevator | stairs | steps
    blind | visually impaired | sight
    deaf | hearing | hearing aid
    dog | pet | animal | cat
    eat | food | meal | lunch | dinner | snack | restaurant | cafe | canteen | catering | hungry
    drink | beverage | coffee | tea | water | alcohol
    vegetarian | vegan | plant-based | meat
    cook | cooking | kitchen | bake
    toilet | restroom | bathroom | wc | loo
    shower | bath | wash | changing room
    clean | cleaning | wash | hygiene
    rubbish | waste | garbage | trash | litter | bin | dispose | disposal | throw away
    recycle | recycling | compost
    photo | photograph | picture | camera | film | image | video
    luggage | baggage | bag | suitcase | backpack | locker | cloakroom
    clothes | clothing | wear | dress | outfit | gear
    shoes | boots | footwear
    equipment | gear | tool | tools | device | kit | machine
    rent | rental | hire | lease | borrow | lend | loan
    borrow | loan | lend | take out | take home
    allowed | allow | permitted | permit | permission | may | forbidden | prohibited | banned | not allowed | ok
    rule | regulation | policy | condition | requirement | terms
    required | require | requirement | necessary | compulsory | mandatory | must | need
    document | paper | certificate | form | paperwork | proof | evidence
    identity | id | passport | identification | driving licence | proof of identity
    contract | agreement | terms
    sign | signature | signed
    privacy | personal data | data protection | data | information
    delete | remove | erase
    age | old | years old | minimum age
    minimum | at least | least | smallest
    maximum | at most | limit | up to | most | largest | cap
    weight | heavy | weigh | kilo | kg | kilogram
    size | large | big | dimension | measure | how big
    small | little | tiny | compact
    height | tall | high
    length | long | metre
    amount | quantity | number | how many
    extra | additional | further | add | second
    included | include | contain | come with | part of
    share | shared | split | together | joint
    transfer | pass on | hand over | someone else
    language | speak | translation | translate | interpreter | foreign
    course | class | lesson | workshop | training | session | lecture
    beginner | novice | experience | first time | never | basic
    learn | study | teach | practise | practice
    exam | test | examination | assessment
    trial | try | test | taster | sample
    tour | guided tour | visit | guide
    ticket | admission | entry | entrance | pass
    entry | entrance | access | enter | get in | door
    room | hall | space | venue
    event | celebration | birthday | wedding | party
    noise | noisy | loud | quiet | music | sound
    smoke | smoking | cigarette | vape
    fire | flame | burn | smoke
    light | lamp | lighting | bulb
    power | electricity | electric | energy | plug | socket | charge
    charge | charging | charger | battery | recharge
    heat | heating | warm | temperature | hot
    key | lock | door | locked
    house | home | flat | apartment | household
    garden | outdoor | outside | open air
    plant | flower | tree | grow
    choose | choice | select | pick | option
    recommend | advice | advise | suggest | tip | best
    check | verify | inspect | control | test
    prepare | preparation | ready | bring
    keep | store | storage | hold | preserve
    pick up | collect | collection | fetch
    drop off | hand in | deposit | bring back
    decide | decision | approve | approval
    inform | notify | notification | tell | let know | announce
    news | newsletter | updates
    donate | donation | give
    tax | vat
    own | owner | private | personal
    spare | replacement | part
    new | recent | latest
    used | second-hand | old
    result | outcome | score
    difference | differ | compare | versus
    mistake | error | wrong | by accident
    quid | pound | pounds | money | bucks
    bloke | guy | man | person | tenant | somebody
    mate | friend | neighbour
    folks | people | parents
    grandad | grandpa | grandfather | grandmother | gran | granny | nan | elderly | older | senior
    nephew | niece | grandchild | grandson | granddaughter | child
    husband | wife | partner | spouse | couple | married
    landlord | owner | tenant | lodger | renter
    previous | former | before | earlier | last | old
    died | dead | death | passed away | deceased
    pregnant | pregnancy | expecting | maternity
    divorce | separated | split up
    name | surname | rename | marry | marriage
    no-show | not turn up | did not come | miss | missed appointment
    turn up | show up | come | arrive | appear | attend
    wait in | wait | stay home
    technician | engineer | repairman | mechanic
    courier | driver | delivery | postman | parcel
    bailiff | debt | creditor | collector | owe | arrears
    owe | debt | arrears | unpaid | outstanding
    unemployed | jobless | job seeker | benefit | low income
    bargain | deal | offer | cheap | special offer | promotion
    compensation | compensate | damages | claim | pay out | make up for
    claim | request | apply
    go off | spoil | rot | bad | expire | expired | best before
    oven | cooker | stove | hob
    washing machine | washer | laundry | dishwasher | appliance
    telly | tv | television | screen | channel
    movie | film | cinema | watch | stream
    mobile | cell phone | smartphone | phone | handset
    tablet | ipad | device
    gadget | device | appliance | display
    halfway | half | between | middle
    half past | thirty
    quarter | fifteen
    noon | midday | lunchtime | 12
    midnight | night | 24
    dawn | sunrise | morning
    dusk | sunset | evening
    storm | gale | wind | hurricane | weather
    smell | odour | stink | scent
    taste | flavour
    dirty | stain | stained | mess
    scratch | scratched | damage | mark
    stuck | jam | jammed | blocked | trapped
    noise | hum | buzz | rattle | squeak
    knackered | worn out | worn | broken | old
    dead | not work | broken | empty | off
    turn on | switch on | start | activate | activation
    turn off | switch off | deactivate | disconnect
    plug in | connect | socket | outlet
    install | set up | setup | fit | mount | assemble | assembly
    remove | take off | uninstall | dismantle
    download | save | install
    upload | submit | send | attach
    click | press | button | tap
    forgot | forgotten | remember | reset
    locked out | lock | blocked | access
    hack | hacked | scam | fraud | phishing | suspicious | fake
    spam | junk | unwanted
    cheat | fraud | trick
    rude | unfriendly | behaviour
    angry | unhappy | complain | upset
    worried | concern | anxious
    sleep | bed | overnight | stay | accommodation
    tired | rest | relax | break
    sit | seat | chair | bench
    stand | standing
    climb | steps | steep
    swim | swimming | pool | bathe
    run | running | jog
    dance | dancing
    sing | choir | music
    play | game | games | toy
    read | reading | book | books
    write | note | record
    draw | paint | art
    knit | sew | craft | handmade
    gardening | garden | grow
    hike | walk | trail | path
    camp | camping | tent | caravan | motorhome
    boat | ship | ferry
    plane | flight | fly | airport
    taxi | cab | ride
    trailer | van | truck | lorry
    scooter | moped | motorbike | motorcycle
    petrol | fuel | gas | diesel
    licence | license | permit
    border | customs | import
    move | moving | move house | relocate | new address | moving in | moving out
    neighbour | next door
    roof | loft | attic
    basement | cellar
    wall | fence
    window | glass | pane
    furniture | sofa | table | bed
    carpet | floor
    neighbourhood | area | region | district
    town | city | village
    countryside | rural
    beach | sea | coast
    river | lake | stream
    mountain | hill
    sun | sunny
    shade | shadow
    sunburn | sun | cream
    thirsty | drink | water
    hungry | food | eat
    sweet | cake | dessert | chocolate | sugar
    bread | bakery | roll
    fruit | vegetable | vegetables
    fish | seafood
    meat | beef | chicken | pork
    milk | dairy | lactose | cheese
    egg | eggs
    nut | nuts | peanut
    gluten | wheat | coeliac | celiac
    beer | wine | alcohol | pub
    drunk | alcohol
    coat | jacket | clothes
    hat | cap | helmet
    gloves | hands
    swimsuit | trunks | bikini | swimwear
    glasses | spectacles | lens
    hair | haircut
    tooth | teeth | dentist
    eye | eyes | vision | sight
    ear | ears | hearing
    back | spine
    leg | knee | foot
    heart | cardiac
    blood | bleeding
    pain | hurt | ache | sore
    fever | temperature | flu | cold
    cough | cold | throat
    vaccine | vaccination | jab | injection
    prescription | medicine
    hospital | clinic | ward
    operation | surgery
    glucose | sugar | diabetes
    weight | fat | slim | diet
    quit smoking | smoke
    test | check | examine
    diploma | certificate | degree | qualification
    grade | mark | result | score
    homework | task | assignment
    teach | coach | lesson
    skill | ability | level
    translate | interpreter | language
    speech | talk | lecture
    meeting | appointment | conference
    office | desk | counter | reception
    boss | employer | company | firm
    salary | wage | pay | earn
    invoice | bill
    tip | gratuity
    budget | afford | limit
    instalment | instalments | monthly payments | in parts | spread
    bank | account | transfer | direct debit
    standing order | direct debit
    stamp | postage
    queue | line | wait
    crowd | crowded | busy | full
    full | sold out | no places | waiting list | capacity
    empty | free | available | vacant
    available | in stock | stock
    sold out | out of stock | unavailable
    latest | last | newest
    proof | evidence | receipt | confirmation
    confirm | confirmation
    stranger | unknown
    alone | single | without parent
    under age | minor | child
    pick up child | collect
    proceed | continue | next
    whole | entire | all | complete
    twice | two | double | second
    single | one
    pair | two
    dozen | twelve
    hundred | 100
    thousand | 1000
    work | function | operate | running
    does not work | fault | broken | failure | out of order
    crash | freeze | fault | error
    slow | speed | slower
    poor | weak | low | bad
    strong | powerful | high
    loud | noise
    missed | no show | fail
    nobody | no one
    get back | refund | return
    pay back | refund | repay
    charge | bill | take money
    twice | double | duplicate
    overcharged | wrong bill | too much
    too much | high | expensive
    cheaper | saving | save
    switch | change | move | transfer
    leave | end | cancel | go
    go away | away | absent | holiday | travel
    travel | trip | journey
    move house | moving
    new home | moving in
    landlady | landlord
    housemate | flatmate | share
    split | share | divide
    pensioner | pension | state pension
    newborn | baby
    can not pay | afford | trouble paying | hardship | help
    hardship | help | trouble
    debt | help | plan
    photo | picture | evidence
    vehicle | ev | car
    handset | phone | telephone
    text | sms | message
    online | internet | website
    reboot | restart
    restart | reboot | switch off
    reset | restore
    update | upgrade
    upgrade | faster | change
    paperless | email | online
    font | print | large
    signing | sign language
    interpreter | language
    translate | language
    address | name
    surname | name
    wedding | married | name
    divorced | name
    third party | someone else | on behalf
    on behalf | behalf | authority | power of attorney
    carer | care | help
    ombudsman | complaint
    sue | legal | complaint
    fault | blame | liable
    pay for | compensate | cover | claim
    guarantee | promise | standard
    promise | guarantee
    road | street`,
};
