"""Usual PyTorch code. nn.LSTM has no recurrent dropout, so that is a loop over nn.LSTMCell."""

import numpy as np
import torch
from torch import nn

from bench.contestant import Prepared, contend
from bench.pytorch import apply_command_line
from bench.weights import set_pytorch_weights


class Classifier(nn.Module):
    def __init__(self, inputs, units):
        super().__init__()
        self.lstm = nn.LSTM(inputs, units, batch_first=True)
        self.dense = nn.Linear(units, 2)

    def forward(self, x):
        outputs, _ = self.lstm(x)
        return self.dense(outputs[:, -1])


class RecurrentDropoutClassifier(nn.Module):
    def __init__(self, inputs, units, dropout):
        super().__init__()
        self.lstm = nn.LSTMCell(inputs, units)
        self.dense = nn.Linear(units, 2)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x):
        h = c = x.new_zeros(len(x), self.lstm.hidden_size)
        mask = self.dropout(torch.ones_like(h))  # one per sequence (Gal & Ghahramani 2016)
        for x_t in x.unbind(1):
            h, c = self.lstm(x_t, (h * mask, c))
        return self.dense(h)


def prepare(case):
    x = torch.from_numpy(np.load(case["folder"] + "/x.npy"))
    labels = torch.from_numpy(np.load(case["folder"] + "/labels.npy")).long()
    dropout, steps = case["recurrentDropout"], case["steps"]
    if dropout:
        model = RecurrentDropoutClassifier(x.shape[2], case["units"], dropout)
    else:
        model = Classifier(x.shape[2], case["units"])
    set_pytorch_weights(model.lstm, model.dense, case["folder"])
    optimizer = torch.optim.Adam([p for p in model.parameters() if p.requires_grad], lr=1e-3)

    def train(steps):
        model.train()
        losses = []
        for _ in range(steps):
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(x), labels)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        return losses

    def forward():
        model.eval()
        with torch.inference_mode():
            return model(x)

    if case["kind"] == "train":
        loss, _, after_two_steps = train(3)
        return Prepared(lambda: train(steps), {"loss": loss, "lossAfterTwoSteps": after_two_steps}, steps)
    answer = {"logits": forward().ravel().tolist()}
    return Prepared(lambda: [forward() for _ in range(steps)], answer, steps)


apply_command_line()
contend(["torch"], prepare)
