"""Inspects sign-in logs on as many machines as a Spark cluster has. What it is given:

    spark-submit --files app.cer,registrations.json spark.py 'logs/*.jsonl' cases app.cer registrations.json

the log, a sign-in as JSON in each line; a folder for the cases, a line each; and the files that every part of the log is
inspected beside. The program has to be on the PATH of every machine.
"""

import contextlib
import subprocess
import sys
import threading

from pyspark import SparkFiles
from pyspark.sql import SparkSession

PROGRAM = ["assertion-inspector", "--quiet", "inspect", "--format", "jsonl", "-"]


def cases(lines, beside):
    """The cases in some lines of the log. Fails if the program does; Spark then takes the same lines again."""
    first = next(lines, None)
    if first is None:
        return
    for name in beside:
        open(name).close()  # The program would only say that it is missing, and go on.
    program = subprocess.Popen(PROGRAM + beside, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8")

    def write():
        # A program that failed reads no more; its exit status says so.
        with contextlib.suppress(BrokenPipeError), program.stdin as to:
            to.write(first + "\n")
            to.writelines(line + "\n" for line in lines)

    # By a thread: the program answers before it has read everything.
    writer = threading.Thread(target=write)
    writer.start()
    for line in program.stdout:
        yield line.rstrip("\n")
    writer.join()
    # 1 says that a cause was found, 0 that none was.
    if program.wait() not in (0, 1):
        raise RuntimeError(f"{PROGRAM[0]} ended with {program.returncode}")


def main(log, folder, beside):
    context = SparkSession.builder.appName("assertion-inspector").getOrCreate().sparkContext

    def part(lines):
        # Where the file is differs from machine to machine.
        return cases(lines, [SparkFiles.get(name) for name in beside])

    context.textFile(log).mapPartitions(part).saveAsTextFile(folder)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
