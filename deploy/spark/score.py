"""Adds label and probability to a table of texts, on Spark.

    spark-submit --archives lstm-sentiment.tgz#lstm-sentiment deploy/spark/score.py \
        hdfs:///reviews.parquet text hdfs:///scored.parquet

Each partition starts `lstm-sentiment --json`, which reads a text a line and answers each one. It
has no dependencies but Node, which every executor needs. To make the archive:

    npm install --prefix lstm-sentiment /path/to/lstm-sentiment-*.tgz && tar czf lstm-sentiment.tgz -C lstm-sentiment .

Another model (the folder of a checkpoint, such as `finetune` saves, or a `.bin` of the playground):
add it to the archive, and set LSTM_SENTIMENT_MODEL to its path in there.
"""

import json
import os
import subprocess
import sys
import threading

import pandas as pd
from pyspark import SparkFiles
from pyspark.sql import SparkSession
from pyspark.sql.types import DoubleType, StringType, StructField, StructType

ARCHIVE = "lstm-sentiment"
MODEL = os.environ.get("LSTM_SENTIMENT_MODEL")


def one_line(text):
    """Returns a text as a line. A text that is missing becomes an empty line, without a label."""
    return " ".join(str(text).splitlines()) if isinstance(text, str) else ""


def scorer(column, model):
    """Returns a function that adds the columns to the batches of a partition."""

    def score(batches):
        folder = SparkFiles.get(ARCHIVE)
        command = [os.path.join(folder, "node_modules", ".bin", "lstm-sentiment"), "--json"]
        if model:
            command += ["--model", os.path.join(folder, model)]
        pipe = subprocess.PIPE
        program = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, encoding="utf-8")
        try:
            for batch in batches:
                lines = [one_line(text) + "\n" for text in batch[column]]

                # Written beside the reading: pipes that are full on both sides would wait for ever.
                def write():
                    program.stdin.writelines(lines)
                    program.stdin.flush()

                writing = threading.Thread(target=write)
                writing.start()
                answers = [program.stdout.readline() for _ in lines]
                writing.join()
                if not all(answers):
                    raise RuntimeError("lstm-sentiment ended: its message is in the executor's stderr")
                predictions = [json.loads(answer) for answer in answers]
                yield batch.assign(
                    label=pd.Series([p["label"] for p in predictions], index=batch.index, dtype=object),
                    probability=[p["probability"] for p in predictions],
                )
            program.stdin.close()
            if program.wait() != 0:
                raise RuntimeError("lstm-sentiment failed: its message is in the executor's stderr")
        finally:
            program.kill()
            program.wait()

    return score


def main():
    source, column, target = sys.argv[1:]
    spark = SparkSession.builder.appName("sentiment").getOrCreate()
    texts = spark.read.parquet(source)
    taken = {"label", "probability"} & set(texts.columns)
    if taken:
        sys.exit(f"{source} has the column {', '.join(sorted(taken))} already: rename it first")
    added = [StructField("label", StringType()), StructField("probability", DoubleType())]
    schema = StructType(texts.schema.fields + added)
    texts.mapInPandas(scorer(column, MODEL), schema).write.mode("error").parquet(target)
    spark.stop()


if __name__ == "__main__":
    main()
