"""Initial weights as initial-weights.ts wrote them."""

import numpy as np

NAMES = ["kernel", "recurrent", "bias", "dense", "denseBias"]


def initial_weights(folder):
    """Returns the arrays of an LSTM and the matrix behind it, in Keras' order."""
    return [np.load(f"{folder}/{name}.npy") for name in NAMES]


def set_pytorch_weights(lstm, dense, folder):
    """Sets them in PyTorch's layout. Its second bias, one more than others have, is zero and stays so."""
    import torch

    kernel, recurrent, bias, matrix, matrix_bias = map(torch.from_numpy, initial_weights(folder))
    one_step = isinstance(lstm, torch.nn.LSTMCell)
    of = lambda name: getattr(lstm, name if one_step else name + "_l0")
    with torch.no_grad():
        of("weight_ih").copy_(kernel.T)
        of("weight_hh").copy_(recurrent.T)
        of("bias_ih").copy_(bias)
        of("bias_hh").zero_()
        dense.weight.copy_(matrix.T)
        dense.bias.copy_(matrix_bias)
    of("bias_hh").requires_grad_(False)
