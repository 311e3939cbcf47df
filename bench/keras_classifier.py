"""The network of the O'Reilly tutorial in Keras."""

import keras


def compiled_model(vectors, mask_zero):
    """Uses the output at the last token with `mask_zero`, else at the last time step."""
    words, dimensions = vectors.shape
    embedding = keras.layers.Embedding(words, dimensions, mask_zero=mask_zero, trainable=False)
    model = keras.Sequential(
        [
            keras.Input((None,), dtype="int32"),
            embedding,
            keras.layers.LSTM(64),
            keras.layers.Dropout(0.25),
            keras.layers.Dense(2),
        ]
    )
    embedding.set_weights([vectors])
    model.compile(keras.optimizers.Adam(1e-3), keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    return model
