"""Usual Keras code: `fit` on the padded matrix, or on tf.data's buckets with a mask of zeros."""

import keras
import numpy as np
import tensorflow as tf

from bench.contestant import Prepared, contend
from bench.keras_classifier import compiled_model
from bench.tensorflow import apply_command_line

BOUNDARIES = [50, 100, 150, 200]


def prepare(case):
    keras.backend.clear_session()
    folder, batch = case["folder"], case["batchSize"]
    ids, labels, lengths = (np.load(f"{folder}/{name}.npy") for name in ("ids", "labels", "lengths"))
    model = compiled_model(np.load(folder + "/vectors.npy"), mask_zero=case["bucketed"])

    model.optimizer.build(model.trainable_variables)
    state = [*model.trainable_variables, *model.optimizer.variables]
    initial = [variable.numpy() for variable in state]

    def fit(rows):
        for variable, value in zip(state, initial):
            variable.assign(value)
        if case["bucketed"]:
            history = model.fit(bucketed(ids[:rows], labels[:rows], lengths[:rows], batch), verbose=0)
        else:
            history = model.fit(ids[:rows], labels[:rows], batch_size=batch, verbose=0)
        return history.history["loss"][0]

    fit(20 * batch)  # warm-up, as for all contestants
    return Prepared(lambda: fit(len(ids)), answer_of=lambda loss: {"loss": loss})


def bucketed(ids, labels, lengths, batch):
    examples = tf.data.Dataset.from_tensor_slices((ids, labels, lengths)).shuffle(len(ids))
    unpadded = examples.map(lambda row, label, length: (row[:length], label))
    return unpadded.bucket_by_sequence_length(
        lambda row, label: tf.shape(row)[0], BOUNDARIES, [batch] * (len(BOUNDARIES) + 1)
    ).prefetch(tf.data.AUTOTUNE)


apply_command_line()
contend(["keras", "tensorflow_cpu"], prepare)
