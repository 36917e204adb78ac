"""Generates the answers, always the same, and the files that engines read."""

import os

import numpy
import polars

SEED = 20250914
# A response like this comes again after so many rows: a stream, a practice or a whole response of W1 without any answer.
SPARSE = 9973


def codes(workload, rows, folder):
    """A file with the answers as bytes, one column after the other; made once."""
    path = os.path.join(folder, f"{workload.name}-{rows}.codes")
    if not os.path.exists(path):
        random = numpy.random.Generator(numpy.random.PCG64(SEED))
        # How far each response has come: answers lie around it, so that all levels are reached.
        stage = random.integers(0, 4, rows, numpy.int8)
        with open(path + ".part", "wb") as file:
            for number, column in enumerate(workload.columns):
                file.write(answers(workload, column, number, stage, random))
        os.rename(path + ".part", path)
    return path


def answers(workload, column, number, stage, random):
    """One column of codes."""
    if column == "role":
        return random.integers(0, len(workload.roles), len(stage), numpy.uint8)
    chance = random.integers(0, 65536, len(stage), numpy.uint16)
    drift = (chance & 255).astype(numpy.uint8)
    code = stage + (drift >= 192) - (drift < 64)
    code = numpy.clip(code, 0, 3).astype(numpy.uint8)
    if "na" in workload.options:
        na = workload.options.index("na")
        code[chance >> 8 < 5] = na
        if number < 3:
            code[17::SPARSE] = na
        if 6 <= number < 12:
            code[18::SPARSE] = na
        code[19::SPARSE] = na
    return code


def read_codes(workload, rows, folder):
    """The answers, a row of the array for each column."""
    return numpy.fromfile(codes(workload, rows, folder), numpy.uint8).reshape(len(workload.columns), rows)


def table(workload, rows, folder, kind):
    """A file with the answers by name, as Polars writes it when nothing else is asked for; made once."""
    path = os.path.join(folder, f"{workload.name}-{rows}.{kind}")
    if not os.path.exists(path):
        frame = named(workload, read_codes(workload, rows, folder))
        write = {"parquet": frame.write_parquet, "arrow": frame.write_ipc, "csv": frame.write_csv}
        write[kind](path + ".part")
        os.rename(path + ".part", path)
    return path


def named(workload, columns):
    """Codes as a frame of names, which Polars keeps as numbers."""
    kinds = {column: polars.Enum(workload.words(column)) for column in workload.columns}
    series = [polars.Series(name, codes).cat.to(kinds[name]) for name, codes in zip(workload.columns, columns)]
    return polars.DataFrame(series)


def cells(workload):
    """The kinds of the columns of results, one column after the other in a file."""
    return [numpy.uint8] * len(workload.areas) + [numpy.int64, numpy.uint8, numpy.uint64]


def result_columns(workload, path, rows):
    """The columns of a file of results."""
    columns, start = [], 0
    for kind in cells(workload):
        columns.append(numpy.memmap(path, kind, "r", start, (rows,)))
        start += rows * numpy.dtype(kind).itemsize
    return columns


def head(workload, path, rows, sample):
    """The same for the first rows only, as bytes."""
    return b"".join(column[:sample].tobytes() for column in result_columns(workload, path, rows))


def first_difference(workload, expected, given, rows):
    """Where two files of results differ first."""
    names = [*workload.areas, "score", "level", "actions"]
    pairs = zip(names, result_columns(workload, expected, rows), result_columns(workload, given, rows))
    for name, one, other in pairs:
        different = numpy.flatnonzero(one != other)
        if len(different):
            row = different[0]
            return f"{name} in row {row}: {other[row]} instead of {one[row]}; {len(different)} rows differ"
    return "nowhere"
