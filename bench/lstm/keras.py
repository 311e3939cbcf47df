"""Usual Keras code: a compiled model, `fit` and `predict` on several batches at once."""

import keras
import numpy as np

from bench.contestant import Prepared, contend
from bench.tensorflow import apply_command_line
from bench.weights import initial_weights


def prepare(case):
    keras.backend.clear_session()
    x, labels = np.load(case["folder"] + "/x.npy"), np.load(case["folder"] + "/labels.npy")
    (batch, time, inputs), steps = x.shape, case["steps"]
    model = keras.Sequential(
        [
            keras.Input((time, inputs)),
            keras.layers.LSTM(case["units"], recurrent_dropout=case["recurrentDropout"]),
            keras.layers.Dense(2),
        ]
    )
    # Its default epsilon, 1e-7, would let the losses of larger LSTMs differ by 1 % after two steps.
    optimizer = keras.optimizers.Adam(1e-3, epsilon=1e-8)
    model.compile(optimizer, keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    model.set_weights(initial_weights(case["folder"]))
    many_x, many_labels = np.tile(x, (steps, 1, 1)), np.tile(labels, steps)

    def train(x, labels):
        return model.fit(x, labels, batch_size=batch, shuffle=False, verbose=0).history["loss"][0]

    def predict(x):
        return model.predict(x, batch_size=batch, verbose=0)

    if case["kind"] == "train":
        loss, _, after_two_steps = (train(x, labels) for _ in range(3))
        answer = {"loss": loss, "lossAfterTwoSteps": after_two_steps}
        return Prepared(lambda: train(many_x, many_labels), answer, steps)
    return Prepared(lambda: predict(many_x), {"logits": predict(x).ravel().tolist()}, steps)


apply_command_line()
contend(["keras", "tensorflow_cpu"], prepare)
