"""The rules of a compiled model as formulas for z3, as the row evaluator (`src/evaluate/row.rs`) defines them.

Written as one would by hand: a comparison with a constant is carried down to what it is about, so that a mean never
divides (`Σ w·v ≥ t·Σ w`), the best of several never becomes a number, and a level is the conditions that it needs. Only
a mean inside a sum is a number of its own, one case for each total weight that it can have.
"""

from fractions import Fraction
from math import ceil, floor

from answers import Sum, conjunction, disjunction, negation
from arithmetic import MIRRORED, Numbers
from questions import Questions, kind_of, remembered


class Rules(Numbers, Questions):
    """The rules of a model as one role is asked it, for one query."""

    def query(self, words):
        """The formula of a query, its constraints apart."""
        kind, *ids = words.split()
        ids = [int(id) for id in ids]
        if kind == "level":
            return self.level_is(ids[0], "equal", Fraction(ids[1]))
        if kind == "suggested":
            return self.suggested(ids[0])
        if kind == "unsuggested":
            return negation(self.suggested(ids[0]))
        broken = self.model["properties"][ids[0]]
        holds = self.truth(broken["condition"])
        return holds if broken["never"] else negation(holds)

    # Areas

    @remembered
    def something_left(self, id):
        first, end = self.model["areas"][id]["within"]
        if first == end:
            return True
        worth_of_na = (self.question(q).na for q in range(first, end) if self.na_counts(q) and not self.silent(q))
        return disjunction([*(self.counts(q) for q in range(first, end)), *worth_of_na])

    @remembered
    def has_level(self, id):
        area = self.model["areas"][id]
        adoption = area["adoption"]
        if adoption is None:
            return False
        parts = [self.something_left(id)]
        if adoption["level"] is not None:
            parts.append(self.present(adoption["level"]))
        elif any(rule["lower"] for rule in adoption["rules"]):
            parts.append(self.has_score(id))
        return conjunction(parts)

    @remembered
    def meets(self, id, rank):
        adoption = self.model["areas"][id]["adoption"]
        rule = adoption["rules"][rank]
        parts = [self.truth(r["condition"]) for r in rule["requires"] if self.concerns(r["roles"])]
        if adoption["level"] is not None:
            parts.append(self.compare(adoption["level"], "greater_or_equal", Fraction(rank)))
        elif rule["lower"]:
            op = "greater_or_equal" if rule["lower"]["inclusive"] else "greater"
            parts.append(self.score_is(id, op, Fraction(rule["lower"]["value"])))
        return conjunction(parts)

    @remembered
    def at_least(self, id, rank):
        """The area's level is at least this."""
        adoption = self.model["areas"][id]["adoption"]
        ranks = len(adoption["rules"]) if adoption else 0
        if rank >= max(ranks, 1):
            return False
        if rank <= 0:
            return self.has_level(id)
        met = lambda ranks: [self.meets(id, rank) for rank in ranks]
        if adoption["gating"] == "cumulative":
            return conjunction([self.has_level(id), *met(range(1, rank + 1))])
        return conjunction([self.has_level(id), disjunction(met(range(rank, ranks)))])

    def level_is(self, id, op, value):
        if op in ("greater_or_equal", "greater"):
            return self.at_least(id, ceil(value) if op == "greater_or_equal" else floor(value) + 1)
        if op in ("less_or_equal", "less"):
            above = self.at_least(id, floor(value) + 1 if op == "less_or_equal" else ceil(value))
            return conjunction([self.has_level(id), negation(above)])
        if value.denominator != 1:
            return self.has_level(id) if op == "not_equal" else False
        exactly = conjunction([self.at_least(id, int(value)), negation(self.at_least(id, int(value) + 1))])
        if value < 0:
            exactly = False
        return exactly if op == "equal" else conjunction([self.has_level(id), negation(exactly)])

    def has_score(self, id):
        score = self.model["areas"][id]["score"]
        return False if score is None else conjunction([self.something_left(id), self.present(score["number"])])

    def score_is(self, id, op, value):
        score = self.model["areas"][id]["score"]
        return False if score is None else conjunction([self.something_left(id), self.compare(score["number"], op, value)])

    def suggested(self, id):
        action = self.model["actions"][id]
        return self.truth(action["suggest_when"]) if self.concerns(action["roles"]) else False

    # Conditions

    @remembered
    def truth(self, id):
        kind, body = kind_of(self.model["truths"][id])
        if kind == "constant":
            return body
        if kind == "and":
            return conjunction(self.truth(part) for part in body)
        if kind == "or":
            return disjunction(self.truth(part) for part in body)
        if kind == "compare":
            return self.relation(*body)
        if kind == "answer":
            id, spans = body
            return self.answer(id, lambda slot: slot.within(spans), lambda a: any(f <= a <= l for f, l in spans))
        if kind == "has":
            id, option, sign = body
            holds = lambda has: has if sign == "is" else negation(has)
            given = lambda slot: conjunction([slot.given, holds(slot.taken[option])])
            return self.answer(id, given, lambda set: holds(bool(set >> option & 1)))
        if kind == "has_at_least":
            id, least, sign = body
            return self.answer(id, lambda slot: self.takes(slot, least, sign), lambda s: (s.bit_count() >= least) == (sign == "is"))
        holds = {
            "state": lambda: self.in_state(body[0], body[1]), "present": lambda: self.present(body[0]),
            "counts": lambda: self.counts(body[0]), "suggested": lambda: self.suggested(body[0]),
        }[kind]()
        return holds if body[-1] == "is" else negation(holds)

    def takes(self, slot, least, sign):
        total = Sum(-least)
        for option in slot.taken:
            total = total.plus(self.answers.indicator(option))
        enough = self.answers.compare(total, "greater_or_equal" if sign == "is" else "less")
        return conjunction([slot.given, enough])

    def in_state(self, id, state):
        question = self.model["questions"][id]
        if not self.concerns(question["roles"]):
            return False
        if state == "hidden":
            return negation(self.asked(id))
        if state == "na":
            return self.question(id).na
        if question["domain"] == "text":
            there = int(state == "answered")
            return self.question(id).within([(there, there)])
        return self.asked(id) if state == "answered" else False

    def relation(self, left, op, right):
        for value, its_op, other in ((right, op, left), (left, MIRRORED[op], right)):
            kind, body = kind_of(self.model["numbers"][value])
            if kind == "constant":
                return self.compare(other, its_op, Fraction(body))
        present = conjunction([self.present(left), self.present(right)])
        if present is False:
            return False
        difference = self.sum(left).plus(self.sum(right), -1)
        return conjunction([present, self.answers.compare(difference, op)])
