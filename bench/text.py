"""Words and their ids as the O'Reilly text makes them."""

import re

STRIP_SPECIAL_CHARS = re.compile("[^A-Za-z0-9 ]+")
COLUMNS = 250


def encode(text, ids, unknown):
    """Returns the ids of at most the first 250 words."""
    return [ids.get(word, unknown) for word in clean(text).split()[:COLUMNS]]


def clean(text):
    return re.sub(STRIP_SPECIAL_CHARS, "", text.lower().replace("<br />", " "))
