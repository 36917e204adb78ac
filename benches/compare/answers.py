"""The answers to a model's questions as variables for z3, and sums over them, in three encodings.

`int`   whole numbers within bounds, sums in linear integer arithmetic
`bool`  one Boolean an answer, sums as pseudo-Boolean constraints where a sum has nothing but Booleans
`bits`  bit-vectors, sums in bit-vectors that are wide enough for what a sum can be
"""

from fractions import Fraction
from math import lcm

import z3

ENCODINGS = ("int", "bool", "bits")
# Ranges with more answers than this are a number in every encoding.
MOST_BOOLEANS = 32


def negation(a):
    return not a if isinstance(a, bool) else z3.Not(a)


def conjunction(parts):
    parts = list(parts)
    if any(part is False for part in parts):
        return False
    parts = [part for part in parts if part is not True]
    return True if not parts else parts[0] if len(parts) == 1 else z3.And(parts)


def disjunction(parts):
    parts = list(parts)
    if any(part is True for part in parts):
        return True
    parts = [part for part in parts if part is not False]
    return False if not parts else parts[0] if len(parts) == 1 else z3.Or(parts)


class Sum:
    """`constant + Σ factor × atom`; an atom is a Boolean (0 or 1) or a whole number within bounds."""

    def __init__(self, constant=0, atoms=()):
        self.constant = Fraction(constant)
        self.atoms = dict(atoms)  # id -> (atom, factor)

    def plus(self, other, factor=1):
        total = Sum(self.constant + factor * other.constant, self.atoms)
        for key, (atom, its) in other.atoms.items():
            here = total.atoms.get(key, (atom, 0))[1] + factor * its
            if here:
                total.atoms[key] = (atom, here)
            else:
                total.atoms.pop(key, None)
        return total

    def times(self, factor):
        return Sum().plus(self, Fraction(factor))

    def whole(self):
        """The sum times its common denominator, and the denominator."""
        denominator = lcm(self.constant.denominator, *(f.denominator for _, f in self.atoms.values()))
        return self.times(denominator), denominator


class Answers:
    """The variables of one query. Only what a query asks for is declared."""

    def __init__(self, encoding):
        self.encoding = encoding
        self.constraints = []
        self.bounds = {}  # id of an atom that is a number -> (lowest, highest)
        self.kept = []  # terms whose ids are keys must stay alive

    # Sums

    def indicator(self, condition):
        """1 where the condition holds, else 0."""
        if isinstance(condition, bool):
            return Sum(int(condition))
        self.kept.append(condition)
        return Sum(0, {condition.get_id(): (condition, Fraction(1))})

    def number(self, term, low, high):
        self.kept.append(term)
        self.bounds[term.get_id()] = (low, high)
        return Sum(0, {term.get_id(): (term, Fraction(1))})

    def extent(self, total):
        """The bounds of a sum, atom by atom."""
        low = high = total.constant
        for key, (_, factor) in total.atoms.items():
            ends = [factor * end for end in self.bounds.get(key, (0, 1))]
            low, high = low + min(ends), high + max(ends)
        return low, high

    def where(self, condition, total):
        """The sum where the condition holds, else 0."""
        if condition is True:
            return total
        if condition is False:
            return Sum()
        if not total.atoms:
            return self.indicator(condition).times(total.constant)
        scaled, denominator = total.whole()
        return self.choose([(condition, scaled)], Sum()).times(Fraction(1, denominator))

    def choose(self, cases, otherwise):
        """The sum of the first condition that holds, else another: as one atom. All sums are whole."""
        sums = [total for _, total in cases] + [otherwise]
        ends = [self.extent(total) for total in sums]
        low, high = int(min(e[0] for e in ends)), int(max(e[1] for e in ends))
        if low == high:
            return Sum(low)
        width = bits(low, high)
        term = self.term(otherwise, width)
        for condition, total in reversed(cases):
            if condition is True:
                term = self.term(total, width)
            elif condition is not False:
                term = z3.If(condition, self.term(total, width), term)
        return self.number(term, low, high)

    def rounded(self, total, steps):
        """The sum, rounded half away from zero to a whole number of `1 / steps`."""
        whole, denominator = total.times(2 * steps).whole()
        low, high = (int(end) for end in self.extent(whole))
        divisor = 2 * denominator
        width = bits(low - divisor, high + divisor)
        constant = (lambda value: z3.BitVecVal(value, width)) if self.encoding == "bits" else z3.IntVal
        up = self.term(whole.plus(Sum(denominator)), width) / constant(divisor)
        down = -(self.term(whole.times(-1).plus(Sum(denominator)), width) / constant(divisor))
        term = z3.If(self.term(whole, width) >= constant(0), up, down)
        return self.number(term, -(-low // divisor) - 1, high // divisor + 1).times(Fraction(1, steps))

    def term(self, total, width):
        """A sum of whole numbers as a term for z3; bit-vectors are this wide, in two's complement."""
        if self.encoding != "bits":
            terms = [z3.If(a, z3.IntVal(int(f)), z3.IntVal(0)) if z3.is_bool(a) else int(f) * a for a, f in total.atoms.values()]
            if total.constant or not terms:
                terms.append(z3.IntVal(int(total.constant)))
            return z3.Sum(terms) if len(terms) > 1 else terms[0]
        term = z3.BitVecVal(int(total.constant), width)
        for atom, factor in total.atoms.values():
            if z3.is_bool(atom):
                one = z3.If(atom, z3.BitVecVal(int(factor), width), z3.BitVecVal(0, width))
            else:
                wide = z3.SignExt(width - atom.size(), atom) if width > atom.size() else z3.Extract(width - 1, 0, atom)
                one = wide * z3.BitVecVal(int(factor), width) if factor != 1 else wide
            term = term + one
        return term

    def compare(self, total, op):
        """Whether a sum compares with 0 like this."""
        total, _ = total.whole()
        low, high = self.extent(total)
        settled = {
            "greater_or_equal": (low >= 0, high < 0), "greater": (low > 0, high <= 0),
            "less_or_equal": (high <= 0, low > 0), "less": (high < 0, low >= 0),
            "equal": (low == high == 0, low > 0 or high < 0), "not_equal": (low > 0 or high < 0, low == high == 0),
        }[op]
        if settled[0]:
            return True
        if settled[1]:
            return False
        if self.encoding == "bool" and not any(key in self.bounds for key in total.atoms):
            return self.pseudo_boolean(total, op)
        if self.encoding == "bits":
            width = bits(int(low), int(high))
            left, zero = self.term(total, width), z3.BitVecVal(0, width)
        else:
            # What is subtracted goes to the other side.
            plus = Sum(max(total.constant, 0), {k: v for k, v in total.atoms.items() if v[1] > 0})
            minus = Sum(max(-total.constant, 0), {k: (a, -f) for k, (a, f) in total.atoms.items() if f < 0})
            left, zero = self.term(plus, 0), self.term(minus, 0)
        return {
            "greater_or_equal": lambda: left >= zero, "greater": lambda: left > zero,
            "less_or_equal": lambda: left <= zero, "less": lambda: left < zero,
            "equal": lambda: left == zero, "not_equal": lambda: left != zero,
        }[op]()

    def pseudo_boolean(self, total, op):
        parts, need = [], -int(total.constant)
        for atom, factor in total.atoms.values():
            factor = int(factor)
            if factor < 0:
                atom, factor, need = z3.Not(atom), -factor, need - factor
            parts.append((atom, factor))
        return {
            "greater_or_equal": lambda: z3.PbGe(parts, need), "greater": lambda: z3.PbGe(parts, need + 1),
            "less_or_equal": lambda: z3.PbLe(parts, need), "less": lambda: z3.PbLe(parts, need - 1),
            "equal": lambda: z3.PbEq(parts, need), "not_equal": lambda: z3.Not(z3.PbEq(parts, need)),
        }[op]()

    # Variables

    def question(self, name, count, na, asked):
        """A question with so many answers (none: `any of`, whose options are declared apart)."""
        return Question(self, name, count, na, asked)


class Question:
    """How one question is answered. What is not given counts 0 in every variable, so that sums need no case."""

    def __init__(self, answers, name, count, na, asked):
        self.answers, self.count = answers, count
        self.na = conjunction([asked, z3.Bool(f"na_{name}")]) if na else False
        self.given = conjunction([asked, z3.Not(z3.Bool(f"na_{name}"))]) if na else asked
        self.one_hot = self.variable = None
        if count is None:
            return
        if answers.encoding == "bool" and count <= MOST_BOOLEANS:
            self.one_hot = [z3.Bool(f"q_{name}_{answer}") for answer in range(count)]
            answers.constraints.append(z3.AtMost(*self.one_hot, 1))
            answers.constraints.append(disjunction(self.one_hot) == self.given)
            return
        if answers.encoding == "bits":
            size = max(bits(0, count - 1), 2)
            self.variable = z3.BitVec(f"q_{name}", size)
            zero, last = z3.BitVecVal(0, size), z3.BitVecVal(count - 1, size)
            answers.constraints.append(z3.And(self.variable >= zero, self.variable <= last))
        else:
            self.variable = z3.Int(f"q_{name}")
            answers.constraints.append(z3.And(self.variable >= 0, self.variable <= count - 1))
        if self.given is not True:
            answers.constraints.append(z3.Or(self.given, self.variable == 0))

    def options(self, name, count):
        self.taken = [z3.Bool(f"q_{name}_{option}") for option in range(count)]
        if self.given is not True:
            self.answers.constraints += [z3.Implies(option, self.given) for option in self.taken]

    def within(self, spans):
        """The answer is given and lies in one of these spans."""
        spans = [(max(first, 0), min(last, self.count - 1)) for first, last in spans]
        spans = [(first, last) for first, last in spans if first <= last]
        if self.one_hot is not None:
            return disjunction(self.one_hot[answer] for first, last in spans for answer in range(first, last + 1))
        parts = []
        for first, last in spans:
            ends = []
            if first == last:
                ends = [self.variable == first]
            else:
                ends += [self.variable >= first] if first > 0 else []
                ends += [self.variable <= last] if last < self.count - 1 else []
            # Zero is also what stands where nothing is given.
            parts.append(conjunction(ends + ([self.given] if first == 0 else [])))
        return disjunction(parts)

    def linear(self, first, step):
        """`first + step × answer` where it is given, else 0."""
        total = self.answers.indicator(self.given).times(first)
        if self.one_hot is not None:
            for answer, condition in enumerate(self.one_hot):
                total = total.plus(self.answers.indicator(condition), step * answer)
            return total
        return total.plus(self.answers.number(self.variable, 0, self.count - 1), step)


def bits(low, high):
    """How wide a bit-vector with these bounds is."""
    return max(max(high, 0).bit_length(), (max(-low, 1) - 1).bit_length()) + 1
