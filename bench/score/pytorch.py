"""Usual PyTorch code: a state dict, packed batches sorted by length."""

import os

import numpy as np
import torch
from torch.nn.utils.rnn import pad_sequence

from bench.pytorch import apply_command_line
from bench.pytorch_classifier import Classifier
from bench.score.classify import contend_with
from bench.weights import set_pytorch_weights

BATCH = 128


def load(folder):
    path = folder + "/model.pt"
    if not os.path.exists(path):
        model = Classifier(torch.from_numpy(np.load(folder + "/vectors.npy")))
        set_pytorch_weights(model.lstm, model.dense, folder)
        torch.save(model.state_dict(), path)
    state = torch.load(path)
    model = Classifier(state["embedding.weight"])
    model.load_state_dict(state)
    model.eval()

    @torch.inference_mode()
    def classify(rows):
        texts = [torch.tensor(row or [0]) for row in rows]
        order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
        positive = torch.empty(len(texts))
        for start in range(0, len(order), BATCH):
            chosen = order[start : start + BATCH]
            lengths = torch.tensor([len(texts[at]) for at in chosen])
            logits = model(pad_sequence([texts[at] for at in chosen], batch_first=True), lengths)
            positive[chosen] = logits.softmax(1)[:, 0]
        return positive.tolist()

    return classify


apply_command_line()
contend_with(["torch"], load)
