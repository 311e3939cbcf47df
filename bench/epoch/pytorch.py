"""Usual PyTorch code: a DataLoader of padded rows, or of packed batches of similar length."""

import copy
import random

import numpy as np
import torch
from torch import nn
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import DataLoader, TensorDataset

from bench.contestant import Prepared, contend
from bench.pytorch import apply_command_line
from bench.pytorch_classifier import Classifier

POOL = 50  # batches that are sorted by length together


class BatchesByLength:
    """Yields the indices of batches of similar length, in random order."""

    def __init__(self, lengths, batch):
        self.lengths, self.batch = lengths, batch

    def __len__(self):
        return -(-len(self.lengths) // self.batch)

    def __iter__(self):
        order = np.random.permutation(len(self.lengths))
        batches = []
        for start in range(0, len(order), POOL * self.batch):
            pool = sorted(order[start : start + POOL * self.batch], key=lambda at: self.lengths[at])
            batches += [pool[at : at + self.batch] for at in range(0, len(pool), self.batch)]
        random.shuffle(batches)
        return iter(batches)


def by_length(rows, labels, lengths, batch):
    examples = [(row[:length], label) for row, label, length in zip(rows, labels, lengths.tolist())]

    def collate(chosen):
        texts, labels = zip(*chosen)
        lengths = torch.tensor([len(text) for text in texts])
        return pad_sequence(texts, batch_first=True), lengths, torch.stack(labels)

    return DataLoader(examples, batch_sampler=BatchesByLength(lengths.tolist(), batch), collate_fn=collate)


def prepare(case):
    load = lambda name: torch.from_numpy(np.load(f"{case['folder']}/{name}.npy"))
    ids, labels, lengths, batch = load("ids"), load("labels").long(), load("lengths"), case["batchSize"]
    model = Classifier(load("vectors"))
    initial = copy.deepcopy(model.state_dict())
    model.train()

    def epoch(rows):
        model.load_state_dict(initial)
        optimizer = torch.optim.Adam([p for p in model.parameters() if p.requires_grad], lr=1e-3)
        if case["bucketed"]:
            loader = by_length(ids[:rows], labels[:rows], lengths[:rows], batch)
        else:
            loader = DataLoader(TensorDataset(ids[:rows], labels[:rows]), batch_size=batch, shuffle=True)
        total = 0.0
        for *inputs, labels_of_batch in loader:
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(*inputs), labels_of_batch)
            loss.backward()
            optimizer.step()
            total += loss.item()
        return total / len(loader)

    epoch(3 * batch)  # warm-up, as for all contestants
    return Prepared(lambda: epoch(len(ids)), answer_of=lambda loss: {"loss": loss})


apply_command_line()
contend(["torch"], prepare)
