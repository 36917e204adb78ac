"""Scores a partitioned Parquet data set with Spark.

    score_partitions.py QUERY INPUT OUTPUT [PARTITION]

QUERY is what `mognad compile MODEL --to sql --dialect spark --keep id,PARTITION` wrote, INPUT a folder of Parquet files
with a column a question, partitioned by PARTITION (default: school). OUTPUT gets the results, partitioned alike. Where
rows are refused, their number is printed and the exit code is 3, as with `mognad score`.
"""

import sys

from pyspark.sql import SparkSession


def main():
    query, source, target, *partition = sys.argv[1:]
    partition = partition[0] if partition else "school"
    spark = (
        SparkSession.builder.appName("mognad")
        # Made for queries of fewer columns.
        .config("spark.sql.codegen.wholeStage", "false")
        .getOrCreate()
    )
    spark.read.parquet(source).createOrReplaceTempView("responses")
    with open(query, encoding="utf-8") as file:
        results = spark.sql(file.read())
    # One pass: what is refused is told by a column of the result.
    results.write.mode("overwrite").partitionBy(partition).parquet(target)
    refused = spark.read.parquet(target).where("refused IS NOT NULL").count()
    spark.stop()
    if refused:
        print(f"{refused} rows are refused: read the others with `WHERE refused IS NULL`")
        sys.exit(3)


if __name__ == "__main__":
    main()
