"""Tokens and token ids of the O'Reilly tutorial."""

import re

STRIP_SPECIAL_CHARS = re.compile("[^A-Za-z0-9 ]+")
COLUMNS = 250


def encode(text, ids, unknown):
    """Returns the token ids of the first 250 tokens."""
    return [ids.get(word, unknown) for word in clean(text).split()[:COLUMNS]]


def clean(text):
    return re.sub(STRIP_SPECIAL_CHARS, "", text.lower().replace("<br />", " "))
