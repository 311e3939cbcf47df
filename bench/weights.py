"""The initial weights that initial-weights.ts wrote."""

import numpy as np

NAMES = ["kernel", "recurrent", "bias", "dense", "denseBias"]


def initial_weights(folder):
    """Returns the weights of an LSTM and a dense layer, in the order of Keras."""
    return [np.load(f"{folder}/{name}.npy") for name in NAMES]


def set_pytorch_weights(lstm, dense, folder):
    """Sets the initial weights in PyTorch's layout, and fixes its second bias at zero."""
    import torch

    kernel, recurrent, bias, matrix, matrix_bias = map(torch.from_numpy, initial_weights(folder))
    one_step = isinstance(lstm, torch.nn.LSTMCell)
    weight = lambda name: getattr(lstm, name if one_step else name + "_l0")
    with torch.no_grad():
        weight("weight_ih").copy_(kernel.T)
        weight("weight_hh").copy_(recurrent.T)
        weight("bias_ih").copy_(bias)
        weight("bias_hh").zero_()
        dense.weight.copy_(matrix.T)
        dense.bias.copy_(matrix_bias)
    weight("bias_hh").requires_grad_(False)
