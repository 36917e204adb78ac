"""The numbers of a compiled model as sums for z3, and comparisons of them with constants."""

from fractions import Fraction
from math import ceil, floor, lcm

from answers import Sum, conjunction, disjunction, negation
from questions import kind_of, remembered

# More total weights of one mean than this are not told apart.
MOST_WEIGHTS = 4096
MIRRORED = {
    "less": "greater", "greater": "less", "less_or_equal": "greater_or_equal", "greater_or_equal": "less_or_equal",
    "equal": "equal", "not_equal": "not_equal",
}
HOLDS = {
    "less": lambda a, b: a < b, "greater": lambda a, b: a > b, "less_or_equal": lambda a, b: a <= b,
    "greater_or_equal": lambda a, b: a >= b, "equal": lambda a, b: a == b, "not_equal": lambda a, b: a != b,
}


class TooMuch(Exception):
    """What a translation by hand would not attempt either."""


class Numbers:
    """The numbers; the conditions and areas that they ask for are those of `Rules`."""

    @remembered
    def present(self, id):
        kind, body = kind_of(self.model["numbers"][id])
        if kind in ("points", "share", "given"):
            return self.counts(body) if kind == "given" else self.points(body, *self.scale(kind, body))[0]
        if kind in ("constant", "sum", "count"):
            return True
        if kind in ("score", "level"):
            return self.has_score(body) if kind == "score" else self.has_level(body)
        if kind == "value":
            return self.present(self.model["values"][body]["number"])
        if kind == "linear":
            return conjunction(self.present(term) for _, term in body["terms"])
        if kind == "mean":
            return disjunction(self.present(term) for _, term in body)
        if kind in ("min", "max", "else"):
            return disjunction(self.present(term) for term in body)
        if kind == "round":
            return self.present(body[0])
        if kind == "proportion":
            return disjunction(self.truth(member) for member, _ in body)
        return disjunction(conjunction([c, self.present(number)]) for c, number in self.cases(body))

    def scale(self, kind, id):
        """What is subtracted from points, and by what they are divided."""
        if kind == "points":
            return Fraction(0), Fraction(1)
        low, high = map(Fraction, self.model["questions"][id]["bounds"])
        return low, high - low

    def cases(self, body):
        """The numbers of a case, each with when it is the one."""
        before = []
        for condition, number in body["lines"]:
            condition = self.truth(condition)
            yield conjunction([*before, condition]), number
            before.append(negation(condition))
        yield conjunction(before), body["otherwise"]

    @remembered
    def compare(self, id, op, value):
        """Whether a number has a value and it compares like this with a constant."""
        kind, body = kind_of(self.model["numbers"][id])
        if kind == "constant":
            return HOLDS[op](Fraction(body), value)
        if kind in ("score", "level"):
            return self.score_is(body, op, value) if kind == "score" else self.level_is(body, op, value)
        if kind == "value":
            return self.compare(self.model["values"][body]["number"], op, value)
        if kind == "linear" and len(body["terms"]) == 1:
            factor, term = body["terms"][0]
            op = MIRRORED[op] if Fraction(factor) < 0 else op
            return self.compare(term, op, (value - Fraction(body["constant"])) / Fraction(factor))
        if kind == "mean" or kind == "proportion":
            parts, weight = self.weighted(id)
            return conjunction([self.present(id), self.answers.compare(parts.plus(weight, -value), op)])
        if kind in ("min", "max"):
            return self.best(body, kind, op, value)
        if kind == "round":
            return self.rounded(body, op, value)
        if kind == "else":
            first, second = body
            return disjunction([
                self.compare(first, op, value),
                conjunction([negation(self.present(first)), self.compare(second, op, value)]),
            ])
        if kind == "case":
            return disjunction(conjunction([c, self.compare(number, op, value)]) for c, number in self.cases(body))
        total = self.sum(id).plus(Sum(value), -1)
        return conjunction([self.present(id), self.answers.compare(total, op)])

    def best(self, terms, kind, op, value):
        some = lambda op: disjunction(self.compare(term, op, value) for term in terms)
        every = lambda op: conjunction([
            disjunction(self.present(term) for term in terms),
            *(disjunction([negation(self.present(term)), self.compare(term, op, value)]) for term in terms),
        ])
        towards = ("less", "less_or_equal") if kind == "min" else ("greater", "greater_or_equal")
        inside, outside = towards[1], MIRRORED[towards[1]]
        if op == "equal":
            return conjunction([some(inside), every(outside)])
        if op == "not_equal":
            return disjunction([some(towards[0]), every(MIRRORED[towards[0]])])
        return some(op) if op in towards else every(op)

    def rounded(self, body, op, value):
        """Half away from zero: a comparison of what is rounded with the middle between two roundings."""
        number, digits = body
        scale, half = 10 ** digits, Fraction(1, 2 * 10 ** digits)

        def at_least(steps):
            return self.compare(number, "greater_or_equal" if steps > 0 else "greater", Fraction(steps, scale) - half)

        there, next = ceil(value * scale), floor(value * scale) + 1
        present = self.present(number)
        below = lambda steps: conjunction([present, negation(at_least(steps))])
        if op in ("greater_or_equal", "greater"):
            return at_least(there if op == "greater_or_equal" else next)
        if op in ("less_or_equal", "less"):
            return below(next if op == "less_or_equal" else there)
        if op == "equal":
            return conjunction([at_least(there), below(next)])
        return disjunction([below(there), at_least(next)])

    @remembered
    def weighted(self, id):
        """Of a mean: the weighted sum of what has a value, and its weight."""
        kind, body = kind_of(self.model["numbers"][id])
        total, weight = Sum(), Sum()
        if kind == "proportion":
            for member, holds in body:
                member = self.truth(member)
                total = total.plus(self.answers.indicator(conjunction([member, self.truth(holds)])))
                weight = weight.plus(self.answers.indicator(member))
            return total, weight
        for factor, term in body:
            total = total.plus(self.sum(term), Fraction(factor))
            weight = weight.plus(self.answers.indicator(self.present(term)), Fraction(factor))
        return total, weight

    @remembered
    def sum(self, id):
        """A number as a sum, 0 where it has no value."""
        kind, body = kind_of(self.model["numbers"][id])
        if kind == "constant":
            return Sum(Fraction(body))
        if kind in ("points", "share"):
            return self.points(body, *self.scale(kind, body))[1]
        if kind == "given":
            return self.number_given(body)
        if kind == "score":
            score = self.model["areas"][body]["score"]
            return self.answers.where(self.something_left(body), self.sum(score["number"])) if score else Sum()
        if kind == "level":
            adoption = self.model["areas"][body]["adoption"]
            total = Sum()
            for rank in range(1, len(adoption["rules"]) if adoption else 0):
                total = total.plus(self.answers.indicator(self.at_least(body, rank)))
            return total
        if kind == "value":
            return self.sum(self.model["values"][body]["number"])
        if kind == "linear":
            total = Sum(Fraction(body["constant"]))
            for factor, term in body["terms"]:
                total = total.plus(self.sum(term), Fraction(factor))
            return self.answers.where(self.present(id), total)
        if kind == "sum":
            return self.weighted(id)[0]
        if kind == "count":
            total = Sum()
            for condition in body:
                total = total.plus(self.answers.indicator(self.truth(condition)))
            return total
        if kind in ("mean", "proportion"):
            return self.divided(*self.weighted(id))
        if kind == "round":
            number, digits = body
            return self.answers.where(self.present(id), self.answers.rounded(self.sum(number), 10 ** digits))
        cases = self.cases(body) if kind == "case" else self.alternatives(kind, body)
        return self.one_of([(condition, self.sum(number)) for condition, number in cases])

    def number_given(self, id):
        if self.silent(id) or kind_of(self.model["questions"][id]["domain"])[0] != "range":
            return Sum()
        domain = self.model["questions"][id]["domain"]["range"]
        first, step = Fraction(domain["first"]), Fraction(domain["step"])
        total = self.question(id).linear(first, step)
        for condition, answer in self.stand_ins(id):
            total = total.plus(self.answers.indicator(condition).times(first + step * answer))
        return total

    def alternatives(self, kind, terms):
        """The terms of `min`, `max` and `else`, each with when it is the one."""
        if kind == "else":
            yield self.present(terms[0]), terms[0]
            yield self.present(terms[1]), terms[1]
            return
        op = "less_or_equal" if kind == "min" else "greater_or_equal"
        for term in terms:
            beats = [self.answers.compare(self.sum(term).plus(self.sum(o), -1), op) for o in terms if o != term]
            absent = [negation(self.present(o)) for o in terms if o != term]
            yield conjunction([self.present(term), *(disjunction(pair) for pair in zip(absent, beats))]), term

    def one_of(self, cases):
        denominator = lcm(*(total.whole()[1] for _, total in cases))
        whole = [(condition, total.times(denominator)) for condition, total in cases]
        return self.answers.choose(whole, Sum()).times(Fraction(1, denominator))

    def divided(self, total, weight):
        """A mean as a number: one case a total weight."""
        if not weight.atoms:
            return total.times(1 / weight.constant) if weight.constant else Sum()
        weights = {weight.constant}
        for _, factor in weight.atoms.values():
            weights |= {one + factor for one in weights}
            if len(weights) > MOST_WEIGHTS:
                raise TooMuch("a mean with too many total weights")
        cases = []
        for one in sorted(weights - {0}):
            cases.append((self.answers.compare(weight.plus(Sum(one), -1), "equal"), total.times(1 / one)))
        return self.one_of(cases)
