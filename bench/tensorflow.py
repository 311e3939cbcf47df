"""Applies the command line to TensorFlow."""

import tensorflow as tf

from bench.contestant import threads


def apply_command_line():
    tf.config.threading.set_intra_op_parallelism_threads(threads())
    tf.config.threading.set_inter_op_parallelism_threads(threads())
