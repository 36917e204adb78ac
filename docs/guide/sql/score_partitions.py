"""Scores a partitioned Parquet data set with Spark.

    score_partitions.py QUERY INPUT OUTPUT [PARTITION]

QUERY is what `mognad compile MODEL --to sql --dialect spark --keep id,PARTITION` wrote, INPUT a folder of Parquet files
with a column a question, partitioned by PARTITION (default: school). OUTPUT gets the results, partitioned alike; rows
that are refused go to OUTPUT-refused, with the question that is wrong.
"""

import sys

from pyspark.sql import SparkSession


def main():
    query, source, target, *partition = sys.argv[1:]
    partition = partition[0] if partition else "school"
    spark = (
        SparkSession.builder.appName("mognad")
        # Java does not compile very long methods: many steps are better run one by one than in one method.
        .config("spark.sql.codegen.wholeStage", "false")
        .getOrCreate()
    )
    spark.read.parquet(source).createOrReplaceTempView("responses")
    with open(query, encoding="utf-8") as file:
        results = spark.sql(file.read())
    good = results.where("refused IS NULL").drop("refused")
    good.write.mode("overwrite").partitionBy(partition).parquet(target)
    bad = results.where("refused IS NOT NULL").select("id", partition, "refused")
    bad.write.mode("overwrite").partitionBy(partition).parquet(f"{target}-refused")
    spark.stop()


if __name__ == "__main__":
    main()
