# Rapportens egna ord på svenska. Varje meddelande här finns i alla kataloger, med samma platshållare.

# Ord
and = och
or = eller
role = Roll
version = Version
answered = Besvarat
area = Område
effort = Insats
raises = Höjer
after = Efter
overall = Helheten
everybody = alla
level = Nivå
score = Resultat
result = Resultat
response = Svar
overview = Översikt
area-by-area = Område för område

# Tal och intervall
between = mellan { $low } och { $high }
somewhere-between = någonstans mellan { $low } och { $high }
from-to = från { $low } till { $high }
percentage-points = { $count ->
    [one] { $number } procentenhet
   *[other] { $number } procentenheter
}
bound-from = från { $threshold }
bound-above = över { $threshold }
score-in = { $area }, resultat
no-level = ingen nivå
no-value = inget värde
completeness = { $asked ->
    [one] { $answered } av { $asked } fråga
   *[other] { $answered } av { $asked } frågor
}
more = och { $count } till

# Att veta före läsningen
notice-open = { $count ->
    [one] En fråga är obesvarad; resultatet beror inte på den.
   *[other] { $count } frågor är obesvarade; resultatet beror inte på dem.
}
notice-open-range = { $count ->
    [one] En fråga är obesvarad. Där resultatet beror på den visas det som fortfarande är möjligt.
   *[other] { $count } frågor är obesvarade. Där resultatet beror på dem visas det som fortfarande är möjligt.
}
notice-sound = ”Någonstans mellan” anger yttre gränser: resultatet ligger säkert inom dem, men kanske kan de inte nås.
nothing-left = Ingen fråga räknas för den som svarat, så det finns varken resultat eller nivå.

# Vägen till nästa nivå
next = För att nå { $level }
missing-score = Resultatet måste vara minst { $threshold }; det är { $score }
missing-score-above = Resultatet måste vara över { $threshold }; det är { $score }
missing-score-none = Resultatet måste vara minst { $threshold }; det finns inget
missing-score-above-none = Resultatet måste vara över { $threshold }; det finns inget
missing-lacks = { $text }, så { $missing } saknas
missing-formula = Områdets egen regel ger { $level }
missing-requirement = { $level } har ett krav som inte är uppfyllt
now = { $clause } (nu { $now })

# Förslag
suggestions = Förslag
no-suggestions = Inget föreslås med dessa svar.
because = Eftersom { $reasons }
maybe = kanske, beroende på det som är obesvarat
raises-to = { $question } till { $answer }
raises-answer-to = svaret till { $answer }

# Vägen till en nivå (`mognad next`)
way-now = { $area }, nivå nu
way-wanted = Mål
way-steps = { $count ->
    [0] { $level } kräver inga bättre svar, bara att frågorna nedan besvaras.
    [one] { $level } är ett steg bort.
   *[other] { $level } är { $count } steg bort; inga andra bättre svar kräver färre.
}
way-effort = { $count ->
    [0] { $level } kräver ingen insats.
   *[other] { $level } kräver en insats på { $count }; inga andra åtgärder kräver mindre.
}
way-improved = Bättre svar
way-from-to = { $question }: från { $from } till { $to }
way-a-text = en text
way-step-count = { $count ->
    [one] ett steg
   *[other] { $count } steg
}
way-lowest = Måste besvaras, men det lägsta svaret räcker
way-any = Ställs då också; vilket svar som helst duger
way-actions = Att göra
way-no-actions = Ingen åtgärd i modellen höjer de svaren.
way-brings = Höjer { $questions }
way-before = Kommer före { $actions }
way-alone = Utan åtgärd i modellen
way-at-top = { $area } är redan på den högsta nivån: { $level }.
way-there = { $area } har redan nått { $level }.
way-level-most = { $area } kan nå högst { $level }
way-out = Inga bättre svar når { $level }.
way-out-effort = Inga åtgärder når { $level }.
way-highest = Den högsta nivån inom räckhåll är { $level }.
way-hindered = Det som står i vägen för { $level }
way-score-most = Resultatet måste vara minst { $threshold }; det kan bli högst { $score }
way-score-most-above = Resultatet måste vara över { $threshold }; det kan bli högst { $score }
way-rule-most = Områdets egen regel ger högst { $level }
way-requirement-never = { $level } har ett krav som inte kan uppfyllas
way-together = Varje del av det som krävs kan fås för sig, men inte alla tillsammans.
way-by-steps = Bättre svar som modellen inte har någon åtgärd för kan nå dit: --by steps letar efter dem.
way-undecided = Att hitta den kortaste vägen till { $level } skulle ta för mycket arbete.
way-partly = Allt som står i vägen hittades inte: det skulle ta för mycket arbete.

# Svar och tillstånd
answer-nothing = inget av alternativen
state-na = ej aktuellt
state-unanswered = obesvarat
state-hidden = ej ställd
state-outside = inte för den här rollen
counts-as = { $state }, räknas som { $answer }

# Villkor; `.subordinate` efter ”eftersom” och ”när”, där ”inte” står före verbet
clause-always = det alltid är så
clause-never = det aldrig är så
clause-has = { $question } innehåller { $option }
clause-has-not = { $question } innehåller inte { $option }
    .subordinate = { $question } inte innehåller { $option }
clause-has-at-least = { $question } har { $count ->
    [one] minst ett alternativ
   *[other] minst { $count } alternativ
}
clause-has-at-least-not = { $question } har { $count ->
    [one] inget alternativ
   *[other] färre än { $count } alternativ
}
clause-answered = { $question } är besvarad
clause-answered-not = { $question } är inte besvarad
    .subordinate = { $question } inte är besvarad
clause-unanswered = { $question } är obesvarad
clause-unanswered-not = { $question } är inte obesvarad
    .subordinate = { $question } inte är obesvarad
clause-na = { $question } är ej aktuell
clause-na-not = { $question } är aktuell
clause-hidden = { $question } ställs inte
    .subordinate = { $question } inte ställs
clause-hidden-not = { $question } ställs
clause-present = { $number } har ett värde
clause-present-not = { $number } saknar värde
clause-counts = { $question } räknas
clause-counts-not = { $question } räknas inte
    .subordinate = { $question } inte räknas
clause-suggested = { $action } föreslås
clause-suggested-not = { $action } föreslås inte
    .subordinate = { $action } inte föreslås
compare-equal = { $left } är { $right }
compare-not-equal = { $left } är inte { $right }
    .subordinate = { $left } inte är { $right }
compare-less = { $left } är under { $right }
compare-less-or-equal = { $left } är högst { $right }
compare-greater = { $left } är över { $right }
compare-greater-or-equal = { $left } är minst { $right }
number-score = resultatet i { $area }
number-level = nivån i { $area }
number-points = värdet av { $question }

# Hur en nivå står sig, för den som inte ser bilden
reach-reached = nådd
reach-current = detta är nivån
reach-possible = fortfarande möjlig

# Förklaringar
explain-open = Några frågor är obesvarade. Här är de utelämnade; resultatet ligger { $range }.
explain-default-score = viktat medelvärde av andelar, eftersom inget annat är sagt: { $arithmetic }
explain-from = resultat på minst { $threshold }
explain-above = resultat över { $threshold }
explain-rule-reaches = områdets egen regel når den här nivån
gating-cumulative = en nivå räknas bara tillsammans med alla nivåer under den
gating-highest = den högsta nivån som är uppfylld räknas
explain-sum = summa
explain-mean = medelvärde
explain-mean-of = { $left-out ->
    [0] { $total } ÷ { $weights }
    [one] { $total } ÷ { $weights }, en utelämnad
   *[other] { $total } ÷ { $weights }, { $left-out } utelämnade
}
explain-min = det lägsta av
explain-max = det högsta av
explain-count = hur många av dessa som gäller
explain-share = andelen av dessa som gäller
explain-round = { $count ->
    [0] avrundat till heltal
    [one] avrundat till en decimal
   *[other] avrundat till { $count } decimaler
}
explain-else = det första som har ett värde
explain-case = den första raden som gäller
explain-worth = värt { $points }, av { $low } till { $high }
explain-no-points = svaren ger inga poäng
explain-weight = vikt { $weight } av { $total } i medelvärdet
explain-weight-in-sum = vikt { $weight } i summan
explain-from-question = från den här frågan
explain-by-formula = räknas i formeln, utan en egen andel
explain-in-no-score = den räknas inte i något resultat
explain-left-out = utelämnad
explain-for = bara för { $roles }
explain-asked-when = ställs när { $condition }
explain-all = alla dessa
explain-any = minst ett av dessa
explain-holds = ja
explain-fails = nej
explain-suggested = föreslås
explain-not-suggested = föreslås inte
policy-open = utan regel, så det som beror på den är öppet
policy-default = utelämnas, eftersom inget annat är sagt
policy-worth = värt { $points } i den här frågan
policy-left-out = utelämnas ({ $origin })
policy-counts-as = räknas som { $answer } ({ $origin })
origin-question = sagt vid frågan
origin-area = sagt vid området { $area }
origin-model = sagt vid modellen

# Mallar och självskattningen
template-how = Svara på en fråga genom att ta bort # framför dess sista rad och skriva ett svar efter =: ett alternativ inom citattecken, som det står, ett tal utan. En fråga vars rad har kvar sitt # är obesvarad.
ask-step = i steg om { $step }
template-any-of = valfritt antal av dessa, i en lista; [] för inget av dem
ask-any-of = valfritt antal av dessa, med kommatecken emellan; 0 för inget
ask-text = fri text
ask-role = I vilken roll svarar du?
ask-role-prompt = Roll (nummer eller namn, q för att sluta):
ask-role-unknown = Ange numret eller namnet på en av rollerna.
ask-how = Svara med numret eller namnet på ett alternativ, eller med det som efterfrågas. ? visar vägledningen, b går tillbaka, s hoppar över, q sparar och slutar; Enter behåller ett svar.
ask-all-answered = Alla frågor är besvarade. Gå igenom dem för att ändra svar; q slutar och visar resultatet.
ask-place = { $number } av { $total }
ask-now = Besvarat: { $answer }
ask-prompt = >
ask-na = Den här frågan kan inte besvaras med ”na”; s hoppar över den.
ask-no-option = { $typed } är inget av alternativen: svara med ett alternativs nummer eller namn.
ask-meant = { $typed } är inget av alternativen. Menade du { $option }?
ask-twice = { $option } är valt två gånger.
ask-no-number = { $typed } är inget tal: svara med ett tal { $range }.
ask-too-long = Talet är för långt: svara med ett tal { $range }.
ask-out-of-range = { $number } ligger utanför: svara med ett tal { $range }.
ask-between-steps = { $number } ligger mellan två steg: svara { $below } eller { $above }.
ask-first = Det här är den första frågan.
ask-no-guidance = Det finns ingen vägledning till den här frågan.
ask-saved = Sparat i { $file }.
ask-go-on = { $answered } av { $asked } frågor är besvarade. Samma kommando fortsätter härifrån.
ask-skipped = { $count ->
    [one] En fråga hoppades över. Samma kommando återkommer till den.
   *[other] { $count } frågor hoppades över. Samma kommando återkommer till dem.
}

# Analys av alla möjliga svar
analysis = Analys av alla möjliga svar
possible-responses = Möjliga svar
possible-responses-of = Möjliga svar, { $role }
survey-notice = Ett möjligt svar besvarar varje fråga som ställs, på något av alla sätt som den kan besvaras. Alla andelar är av dessa, vart och ett räknat en gång: de säger hur modellen fungerar, inte hur det går för dem som svarar.
survey-question-mark = ”?” är { $reason }.
undecided-work = inte avgjort, eftersom det krävs mer arbete att räkna än budgeten tillåter; --budget ger mer
undecided-answers = inte avgjort, eftersom { $question } har för många svar för att pröva vart och ett
one-in = ett på { $number }
survey-spread = Hur svaren fördelar sig på nivåerna
survey-weights = Vilka frågor som väger tyngst
survey-weights-how = Andelen av de möjliga svaren där ett annat svar på bara den här frågan leder till en annan nivå. Där en fråga avgör om andra ställs är även de besvarade.
survey-idle = { $count ->
    [one] Ändrar aldrig någon nivå
   *[other] Ändrar aldrig någon nivå
}
survey-advice = Vad som föreslås på varje nivå
survey-advice-how = Hur många åtgärder som kan föreslås på varje nivå i ett område, med områdena i det; därefter andelen av svaren på nivån som inte får något förslag. ”–” är en nivå som inget svar är på.
without-suggestion = { $share } utan
question = Fråga
survey-properties = Vad som alltid gäller
property-proved = bevisat för alla möjliga svar
property-broken = bryts av en del möjliga svar
property-broken-for = bryts av { $share } av de möjliga svaren
property-smallest = Det minsta som bryter den
property-shown = Ett som bryter den

# Sammanfattningen av många svar
summary = Sammanfattning av svaren
summary-rows = { $count ->
    [one] { $number } svar.
   *[other] { $number } svar.
}
summary-too-few = För få svar för att visa något.
summary-rejected = { $count ->
    [one] En rad kunde inte läsas och är inte med.
   *[other] { $number } rader kunde inte läsas och är inte med.
}
summary-hidden = Grupper med färre än { $least } visas inte (–), inte heller andra som de kunde räknas ut från.
summary-by = Per { $columns }
summary-count = Svar
summary-mean = Medelpoäng
summary-levels = Nivåer
summary-without = Ingen nivå
summary-percent-levels = Procenten vid nivåerna gäller de svar som har en nivå. Ett svar har ingen där något svar som behövs saknas, eller där inget räknas.
summary-percent-answered = Besvarat: hur många av de ställda frågorna.
summary-first = Föreslås oftast
summary-unnamed = (tomt)
summary-advice = Vad som föreslås oftast
summary-told = { $count } av { $among } ({ $share })
