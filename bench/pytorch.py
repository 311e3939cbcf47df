"""Applies the command line to PyTorch."""

import sys

import torch

from bench.contestant import threads


def apply_command_line():
    torch.set_num_threads(threads())
    if "--flush-denormals" in sys.argv:
        torch.set_flush_denormal(True)
