"""The network of the O'Reilly tutorial in PyTorch."""

from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence


class Classifier(nn.Module):
    def __init__(self, vectors):
        super().__init__()
        self.embedding = nn.Embedding.from_pretrained(vectors, freeze=True)
        self.lstm = nn.LSTM(vectors.shape[1], 64, batch_first=True)
        self.dropout = nn.Dropout(0.25)
        self.dense = nn.Linear(64, 2)

    def forward(self, ids, lengths=None):
        """Uses the output at the last token with `lengths`, else at the last time step."""
        x = self.embedding(ids)
        if lengths is None:
            outputs, _ = self.lstm(x)
            last = outputs[:, -1]
        else:
            packed = pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
            _, (last, _) = self.lstm(packed)
            last = last[-1]
        return self.dense(self.dropout(last))
