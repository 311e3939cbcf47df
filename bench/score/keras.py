"""Usual Keras code: a `.keras` file, `predict` for many reviews, `predict_on_batch` for one."""

import os

import keras
import numpy as np
import scipy.special

from bench.keras_classifier import compiled_model
from bench.score.classify import contend_with
from bench.tensorflow import apply_command_line
from bench.text import COLUMNS
from bench.weights import initial_weights


def load(folder):
    path = folder + "/model.keras"
    if not os.path.exists(path):
        vectors = np.load(folder + "/vectors.npy")
        model = compiled_model(vectors, mask_zero=True)
        model.set_weights([vectors, *initial_weights(folder)])
        model.save(path)
    model = keras.models.load_model(path)

    def classify(rows):
        if len(rows) == 1:
            logits = model.predict_on_batch(padded(rows, max(1, len(rows[0]))))
        else:
            logits = model.predict(padded(rows, COLUMNS), batch_size=128, verbose=0)
        return scipy.special.softmax(logits, axis=1)[:, 0]

    return classify


def padded(rows, columns):
    matrix = np.zeros((len(rows), columns), dtype=np.int32)
    for at, row in enumerate(rows):
        matrix[at, : len(row)] = row
    return matrix


apply_command_line()
contend_with(["keras", "tensorflow_cpu"], load)
