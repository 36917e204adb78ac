# The report's own words in English. Every message here stands in every other catalogue, with the same placeables.

# Words
and = and
or = or
role = Role
version = Version
answered = Answered
area = Area
effort = Effort
raises = Raises
after = After
overall = Overall
everybody = everybody
level = Level
score = Score
result = Result
response = Response
overview = Overview
area-by-area = Area by area

# Numbers and ranges
between = between { $low } and { $high }
somewhere-between = somewhere between { $low } and { $high }
from-to = from { $low } to { $high }
percentage-points = { $count ->
    [one] { $number } percentage point
   *[other] { $number } percentage points
}
bound-from = from { $threshold }
bound-above = above { $threshold }
score-in = { $area }, score
no-level = no level
no-value = no value
completeness = { $asked ->
    [one] { $answered } of { $asked } question
   *[other] { $answered } of { $asked } questions
}
more = and { $count } more

# What to know before reading
notice-open = { $count ->
    [one] One question is unanswered; the result does not depend on it.
   *[other] { $count } questions are unanswered; the result does not depend on them.
}
notice-open-range = { $count ->
    [one] One question is unanswered. Where the result depends on it, the range that is still possible is shown.
   *[other] { $count } questions are unanswered. Where the result depends on them, the range that is still possible is shown.
}
notice-sound = “Somewhere between” gives outer bounds: the result certainly lies within them, but perhaps they cannot be reached.
nothing-left = No question counts for this respondent, so there is no score and no level.

# The way to the next level
next = To reach { $level }
missing-score = The score must be at least { $threshold }; it is { $score }
missing-score-above = The score must be above { $threshold }; it is { $score }
missing-score-none = The score must be at least { $threshold }; there is none
missing-score-above-none = The score must be above { $threshold }; there is none
missing-lacks = { $text }, { $missing } short
missing-formula = The area’s own rule gives { $level }
missing-requirement = { $level } has a requirement that is not met
now = { $clause } (now { $now })

# Suggestions
suggestions = Suggestions
no-suggestions = Nothing is suggested with these answers.
because = Because { $reasons }
maybe = perhaps, depending on what is unanswered
raises-to = { $question } to { $answer }
raises-answer-to = the answer to { $answer }

# The way to a level (`mognad next`)
way-now = { $area }, level now
way-wanted = Wanted
way-steps = { $count ->
    [0] { $level } needs no better answer, only that the questions below are answered.
    [one] { $level } is one step away.
   *[other] { $level } is { $count } steps away; no other better answers need fewer.
}
way-effort = { $count ->
    [0] { $level } needs no effort.
   *[other] { $level } takes an effort of { $count }; no other actions take less.
}
way-improved = Better answers
way-from-to = { $question }: from { $from } to { $to }
way-a-text = a text
way-step-count = { $count ->
    [one] one step
   *[other] { $count } steps
}
way-lowest = Must be answered, but the lowest answer is enough
way-any = Is asked then, too; any answer will do
way-actions = What to do
way-no-actions = No action of the model raises these answers.
way-brings = Raises { $questions }
way-before = Comes before { $actions }
way-alone = Without an action in the model
way-at-top = { $area } is at the highest level already: { $level }.
way-there = { $area } has reached { $level } already.
way-level-most = { $area } can reach { $level } at most
way-out = No better answers reach { $level }.
way-out-effort = No actions reach { $level }.
way-highest = The highest level within reach is { $level }.
way-hindered = What stands in the way of { $level }
way-score-most = The score must be at least { $threshold }; it can be { $score } at most
way-score-most-above = The score must be above { $threshold }; it can be { $score } at most
way-rule-most = The area’s own rule gives { $level } at most
way-requirement-never = { $level } has a requirement that cannot be met
way-together = Each part of what it needs can be had alone, but not all of them together.
way-by-steps = Better answers for which the model has no action may reach it: --by steps looks for them.
way-undecided = To find the shortest way to { $level } would take too much work.
way-partly = Not everything that stands in the way was found: it would take too much work.

# Answers and states
answer-nothing = none of the options
state-na = not applicable
state-unanswered = unanswered
state-hidden = not asked
state-outside = not for this role
counts-as = { $state }, counts as { $answer }

# Conditions
clause-always = it is always so
clause-never = it is never so
clause-has = { $question } includes { $option }
clause-has-not = { $question } does not include { $option }
clause-has-at-least = { $question } has { $count ->
    [one] at least one option
   *[other] at least { $count } options
}
clause-has-at-least-not = { $question } has { $count ->
    [one] no option
   *[other] fewer than { $count } options
}
clause-answered = { $question } is answered
clause-answered-not = { $question } is not answered
clause-unanswered = { $question } is unanswered
clause-unanswered-not = { $question } is not unanswered
clause-na = { $question } is not applicable
clause-na-not = { $question } is applicable
clause-hidden = { $question } is not asked
clause-hidden-not = { $question } is asked
clause-present = { $number } has a value
clause-present-not = { $number } has no value
clause-counts = { $question } counts
clause-counts-not = { $question } does not count
clause-suggested = { $action } is suggested
clause-suggested-not = { $action } is not suggested
compare-equal = { $left } is { $right }
compare-not-equal = { $left } is not { $right }
compare-less = { $left } is below { $right }
compare-less-or-equal = { $left } is at most { $right }
compare-greater = { $left } is above { $right }
compare-greater-or-equal = { $left } is at least { $right }
number-score = the score of { $area }
number-level = the level of { $area }
number-points = the worth of { $question }

# How a level stands, for those who do not see the drawing
reach-reached = reached
reach-current = this is the level
reach-possible = still possible

# Explanations
explain-open = Some questions are unanswered. Here they are left out; the result lies { $range }.
explain-default-score = weighted mean of shares, as nothing else is stated: { $arithmetic }
explain-from = a score of at least { $threshold }
explain-above = a score above { $threshold }
explain-rule-reaches = the area’s own rule reaches this level
gating-cumulative = a level counts only with all levels below it
gating-highest = the highest level that is met counts
explain-sum = sum
explain-mean = mean
explain-mean-of = { $left-out ->
    [0] { $total } ÷ { $weights }
    [one] { $total } ÷ { $weights }, one left out
   *[other] { $total } ÷ { $weights }, { $left-out } left out
}
explain-min = the lowest of
explain-max = the highest of
explain-count = how many of these hold
explain-share = the share of these that hold
explain-round = { $count ->
    [0] rounded to a whole number
    [one] rounded to one decimal
   *[other] rounded to { $count } decimals
}
explain-else = the first that has a value
explain-case = the first line that holds
explain-worth = worth { $points }, of { $low } to { $high }
explain-no-points = its answers have no points
explain-weight = weight { $weight } of { $total } in the mean
explain-weight-in-sum = weight { $weight } in the sum
explain-from-question = from this question
explain-by-formula = counts in the formula, without a share of its own
explain-in-no-score = it counts in no score
explain-left-out = left out
explain-for = only for { $roles }
explain-asked-when = asked when { $condition }
explain-all = all of these
explain-any = at least one of these
explain-holds = yes
explain-fails = no
explain-suggested = suggested
explain-not-suggested = not suggested
policy-open = without a policy, so what depends on it is open
policy-default = left out, as nothing else is stated
policy-worth = worth { $points } at this question
policy-left-out = left out ({ $origin })
policy-counts-as = counts as { $answer } ({ $origin })
origin-question = stated at the question
origin-area = stated at the area { $area }
origin-model = stated at the model

# Analysis of all possible responses
analysis = Analysis of all possible responses
possible-responses = Possible responses
possible-responses-of = Possible responses, { $role }
survey-notice = A possible response answers every question that is asked, in one of all the ways that it can be answered. All shares are of these, each counted once: they say how the model works, not how those who answer will turn out.
survey-question-mark = “?” is { $reason }.
undecided-work = not decided, because counting takes more work than the budget allows; --budget gives more
undecided-answers = not decided, because { $question } has too many answers to look at one by one
one-in = one in { $number }
survey-spread = How the responses spread over the levels
survey-weights = Which questions weigh most
survey-weights-how = The share of the possible responses in which another answer to this question alone leads to another level. Where a question decides whether others are asked, a response has answers to these as well.
survey-idle = { $count ->
    [one] Never changes a level
   *[other] Never change a level
}
survey-advice = What is suggested at each level
survey-advice-how = How many actions can be suggested at each level of an area, those of the areas in it included; behind it the share of the responses at this level to which nothing is suggested. “–” is a level that no response is at.
without-suggestion = { $share } without
question = Question
survey-properties = What always holds
property-proved = proved for all possible responses
property-broken = broken by some possible responses
property-broken-for = broken by { $share } of the possible responses
property-smallest = The smallest that breaks it
property-shown = One that breaks it

# Templates and the self-assessment
template-how = To answer a question, remove the # before its last line and write an answer after the =: an option in quotation marks, as it is shown, a number without. A question whose line keeps its # is unanswered.
ask-step = in steps of { $step }
template-any-of = any number of these, in a list; [] for none of them
ask-any-of = any number of these, with commas between them; 0 for none
ask-text = free text
ask-role = In which role do you answer?
ask-role-prompt = Role (number or name, q to stop):
ask-role-unknown = Give the number or the name of one of the roles.
ask-how = Answer with the number or the name of an option, or with what is asked for. ? shows the guidance, b goes back, s skips, q saves and stops; Enter keeps an answer.
ask-all-answered = Every question is answered. Go through them to change answers; q stops and shows the result.
ask-place = { $number } of { $total }
ask-now = Answered: { $answer }
ask-prompt = >
ask-na = This question cannot be answered with “na”; s skips it.
ask-no-option = { $typed } is none of the options: answer with the number or the name of one.
ask-meant = { $typed } is none of the options. Did you mean { $option }?
ask-twice = { $option } is chosen twice.
ask-no-number = { $typed } is no number: answer with a number { $range }.
ask-too-long = The number is too long: answer with a number { $range }.
ask-out-of-range = { $number } lies outside: answer with a number { $range }.
ask-between-steps = { $number } lies between two steps: answer { $below } or { $above }.
ask-first = This is the first question.
ask-no-guidance = There is no guidance for this question.
ask-saved = Saved in { $file }.
ask-go-on = { $answered } of { $asked } questions are answered. The same command goes on from here.
ask-skipped = { $count ->
    [one] One question was skipped. The same command comes back to it.
   *[other] { $count } questions were skipped. The same command comes back to them.
}

# The summary of many responses
summary = Summary of responses
summary-rows = { $count ->
    [one] { $number } response.
   *[other] { $number } responses.
}
summary-too-few = Too few responses to show anything.
summary-rejected = { $count ->
    [one] One row could not be read and is not counted.
   *[other] { $number } rows could not be read and are not counted.
}
summary-hidden = Groups of fewer than { $least } are not shown (–), nor others from which they could be computed.
summary-by = By { $columns }
summary-count = Responses
summary-mean = Mean score
summary-levels = Levels
summary-without = No level
summary-percent-levels = Percentages at levels are of the responses that have one. A response has none where it lacks an answer that matters, or nothing in it counts.
summary-percent-answered = Answered: how many of the questions that were asked.
summary-first = Suggested most
summary-unnamed = (empty)
summary-advice = What is suggested most
summary-told = { $count } of { $among } ({ $share })
