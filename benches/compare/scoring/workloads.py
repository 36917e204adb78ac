"""The two models that are compared, as every engine has to know them: see `w1.mognad` and `w2.mognad`."""

from dataclasses import dataclass

# What stands for no level and no score in the results that are compared.
NO_LEVEL = 255
NO_SCORE = -(2**63)


@dataclass(frozen=True)
class Workload:
    """Questions with the options of their one scale, and what is told of a response."""

    name: str
    title: str
    questions: list[str]
    options: list[str]
    roles: list[str]
    # The areas whose levels are told, before the score and the level of the whole and the actions.
    areas: list[str]
    actions: int

    @property
    def columns(self):
        """The columns of the data: the questions, then the role if there are any."""
        return self.questions + (["role"] if self.roles else [])

    def words(self, column):
        """What the codes of a column are called."""
        return self.roles if column == "role" else self.options

    @property
    def bytes_read(self):
        return len(self.columns)

    @property
    def bytes_written(self):
        """A byte a level, eight for the score, and a bit an action, in whole bytes."""
        return len(self.areas) + 1 + 8 + (self.actions + 7) // 8


W1 = Workload(
    "w1",
    "W1, 90 questions",
    [f"p{practice}{stream}{number}" for practice in range(1, 16) for stream in "ab" for number in (1, 2, 3)],
    ["no", "some", "half", "most", "na"],
    [],
    [f"p{practice}" for practice in range(1, 16)],
    60,
)
W2 = Workload(
    "w2",
    "W2, 40 questions",
    [f"a{area}q{number}" for area in range(1, 6) for number in range(1, 9)],
    ["not_at_all", "partly", "largely", "entirely"],
    ["leader", "teacher"],
    [f"a{area}" for area in range(1, 6)],
    30,
)
WORKLOADS = {workload.name: workload for workload in (W1, W2)}

# W1: what options are worth, in quarters; the code 4 is `na`.
QUARTERS = [0, 1, 2, 4]
NA = 4

# W2: the weights of an area's eight questions. Each area's add up to 19, so its points to 57.
WEIGHTS = [
    [2, 5, 1, 4, 2, 1, 3, 1],
    [5, 1, 4, 2, 1, 3, 1, 2],
    [1, 4, 2, 1, 3, 1, 2, 5],
    [4, 2, 1, 3, 1, 2, 5, 1],
    [2, 1, 3, 1, 2, 5, 1, 4],
]
MOST_POINTS = 57
# The least points for 25, 50 and 80 percent of them.
STEPS = [-(-MOST_POINTS * percent // 100) for percent in (25, 50, 80)]
