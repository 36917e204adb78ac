"""What the answers to the questions of a compiled model count as, as formulas for z3."""

from fractions import Fraction

from answers import Answers, Sum, disjunction, negation


def kind_of(tagged):
    """The name and the content of an enumeration's variant."""
    if isinstance(tagged, str):
        return tagged, None
    return next(iter(tagged.items()))


def remembered(method):
    def once(self, *arguments):
        key = (method.__name__, *arguments)
        if key not in self.memory:
            self.memory[key] = method(self, *arguments)
        return self.memory[key]

    return once


class Questions:
    """The questions of a model as one role is asked them, for one query."""

    def __init__(self, model, role, encoding):
        self.model, self.role = model, role
        self.answers = Answers(encoding)
        self.memory = {}

    def concerns(self, roles):
        return roles == "all" or self.role in roles["only"]

    def asked(self, id):
        question = self.model["questions"][id]
        if not self.concerns(question["roles"]):
            return False
        return True if question["ask_when"] is None else self.truth(question["ask_when"])

    @remembered
    def question(self, id):
        question, asked = self.model["questions"][id], self.asked(id)
        kind, domain = kind_of(question["domain"])
        if kind == "any_of":
            slot = self.answers.question(id, None, question["na"] is not None, asked)
            slot.options(id, domain["count"])
            return slot
        if kind == "text":
            # It is left open, or there.
            return self.answers.question(id, 2, question["na"] is not None, asked)
        return self.answers.question(id, domain["count"], question["na"] is not None, asked)

    def silent(self, id):
        """Nothing is ever known of it: it is not for the role, or free text."""
        question = self.model["questions"][id]
        return not self.concerns(question["roles"]) or question["domain"] == "text"

    def stand_ins(self, id):
        """When which answer stands in for a missing one."""
        policies, slot, asked = self.model["questions"][id]["policies"], self.question(id), self.asked(id)
        for policy, condition in ((policies["na"], slot.na), (policies["hidden"], negation(asked))):
            if policy and policy["stand_in"] != "left_out":
                yield condition, policy["stand_in"]["answer"]

    @remembered
    def counts(self, id):
        if self.silent(id):
            return False
        return disjunction([self.question(id).given, *(condition for condition, _ in self.stand_ins(id))])

    def answer(self, id, given, holds):
        """Whether the answer that counts is one of some: as given, and as stood in for."""
        if self.silent(id):
            return False
        return disjunction([given(self.question(id)), *(c for c, answer in self.stand_ins(id) if holds(answer))])

    def worth(self, id, answer):
        """The points of an answer, as `evaluate::worth`."""
        question = self.model["questions"][id]
        kind, domain = kind_of(question["domain"])
        if kind == "range":
            if not domain["points"]:
                return Fraction(domain["first"]) + Fraction(domain["step"]) * answer
            return next((Fraction(r["points"]) for r in domain["points"] if r["first"] <= answer <= r["last"]), Fraction(0))
        points = [option["points"] for option in self.model["scales"][domain["scale"]]["options"]]
        if kind == "choice":
            return None if points[answer] is None else Fraction(points[answer])
        if question["bounds"] is None:
            return None
        taken = [points for option, points in enumerate(points) if answer >> option & 1]
        return None if None in taken else sum(map(Fraction, taken), Fraction(0))

    def worths(self, id):
        """The spans of answers with their points: (first, last, points of the first, step)."""
        kind, domain = kind_of(self.model["questions"][id]["domain"])
        if kind == "range" and not domain["points"]:
            return [(0, domain["count"] - 1, Fraction(domain["first"]), Fraction(domain["step"]))]
        if kind == "range":
            return [(r["first"], r["last"], Fraction(r["points"]), Fraction(0)) for r in domain["points"]]
        worths = [self.worth(id, answer) for answer in range(domain["count"])]
        if None in worths:
            return [(answer, answer, worth, Fraction(0)) for answer, worth in enumerate(worths) if worth is not None]
        steps = {b - a for a, b in zip(worths, worths[1:])}
        if len(steps) == 1:
            return [(0, domain["count"] - 1, worths[0], steps.pop())]
        return [(answer, answer, worth, Fraction(0)) for answer, worth in enumerate(worths)]

    @remembered
    def points(self, id, low, width):
        """Presence and `(points - low) / width` of the answer that counts; 0 where there is none."""
        question = self.model["questions"][id]
        if self.silent(id):
            return False, Sum()
        slot = self.question(id)
        add = lambda condition, points: self.answers.indicator(condition).times((points - low) / width)
        given, total = self.points_given(slot, id, low, width)
        present = [given]
        for condition, answer in self.stand_ins(id):
            if self.worth(id, answer) is not None:
                present.append(condition)
                total = total.plus(add(condition, self.worth(id, answer)))
        if self.na_counts(id):
            present.append(slot.na)
            total = total.plus(add(slot.na, Fraction(question["na"]["points"])))
        return self.covered(id, present), total

    def points_given(self, slot, id, low, width):
        """As `points`, of what is given."""
        kind, domain = kind_of(self.model["questions"][id]["domain"])
        total = Sum()
        if kind == "any_of":
            if self.model["questions"][id]["bounds"] is None:
                return False, total
            total = self.answers.indicator(slot.given).times(-low / width)
            for option, taken in enumerate(slot.taken):
                total = total.plus(self.answers.indicator(taken), self.worth(id, 1 << option) / width)
            return slot.given, total
        present, known = [], 0
        for first, last, points, step in self.worths(id):
            known += last - first + 1
            if step:
                total = total.plus(slot.linear((points - low) / width, step / width))
                present.append(slot.given)
            else:
                present.append(slot.within([(first, last)]))
                total = total.plus(self.answers.indicator(present[-1]).times((points - low) / width))
        return (slot.given if known == domain["count"] else disjunction(present)), total

    def na_counts(self, id):
        """`na` has a worth of its own."""
        question = self.model["questions"][id]
        return question["policies"]["na"] is None and question["na"] is not None and question["na"]["points"] is not None

    def covered(self, id, present):
        """The disjunction, true where it is every way in which a question can be."""
        slot = self.question(id)
        key = lambda formula: formula if isinstance(formula, bool) else formula.get_id()
        ways = {key(way) for way in (slot.given, slot.na, negation(self.asked(id)))} - {False}
        return True if ways <= {key(part) for part in present} else disjunction(present)
