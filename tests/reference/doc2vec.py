"""Doc2Vec, slow and obvious, in double precision: the twin that the core must match with one thread
and the same seed."""

import numpy as np
from reference.random_numbers import Random, mix64, random_key
from reference.word2vec import (
    CHUNK_TOKENS,
    FOR_SUBSAMPLING,
    Word2Vec,
    initial_rows,
    keep_probability,
)

FOR_DOCUMENTS, FOR_INFERENCE, FOR_THINNING_TEXTS = 50, 51, 52


class Doc2Vec(Word2Vec):
    """One epoch at a time over lists of token ids; ``tags`` lists the rows of each sentence's
    document."""

    def __init__(self, sentences, counts, knobs, tags):
        super().__init__(sentences, counts, knobs)
        self.tags, most = tags, max(map(len, tags))
        self.documents = initial_rows(
            1 + max(map(max, filter(None, tags))),
            knobs["dim"],
            random_key(knobs["seed"], FOR_DOCUMENTS),
        )
        self.concat = knobs["dm"] and knobs["combine"] == "concat"
        self.neighbours = knobs["dm"] or knobs["dbow_words"]
        if self.concat:
            self.output = np.zeros((len(counts), (2 * knobs["window"] + most) * knobs["dim"]))

    def thinned(self, sentences, key):
        """(chunk, (sentence, centre), left contexts from near to far, right contexts likewise) for
        every kept token."""
        window = self.knobs["window"]
        threshold = np.minimum(
            keep_probability(self.counts, self.knobs["sample"]) * 2.0**32, 2.0**32 - 1
        ).astype(np.uint64)
        position = 0
        for number, sentence in enumerate(sentences):
            kept = [
                (i, w)
                for i, w in enumerate(sentence, position)
                if mix64((key + i) & (2**64 - 1)) >> 32 <= int(threshold[w])
            ]
            words = [word for _, word in kept]
            for k, (i, word) in enumerate(kept):
                yield (
                    i // CHUNK_TOKENS,
                    (number, word),
                    words[max(0, k - window) : k][::-1],
                    words[k + 1 : k + 1 + window],
                )
            position += len(sentence)

    def windows(self, epoch):
        return self.thinned(self.sentences, random_key(self.knobs["seed"], FOR_SUBSAMPLING, epoch))

    def train_chunk(self, windows, random, rate):
        for (sentence, centre), left, right, negatives in self.drawn(windows, random):
            tags = [self.documents[tag] for tag in self.tags[sentence]]
            rows = self.rows(left, right, tags)
            if not any(row is not None for row in rows):
                continue
            targets = self.targets(centre, negatives)
            if self.knobs["dm"]:
                change, output_change = self.pull(rows, targets, rate)
                self.output[targets[0]] += output_change
                for row, part in zip(rows, change, strict=True):
                    if row is not None:
                        row += part
                self.pairs += 1
            else:
                self.step_rows(rows, targets, rate)
                self.pairs += len(rows)

    def drawn(self, windows, random):
        """Windows with their final radius, and negatives."""
        k = self.knobs
        shrink = k["shrink_windows"] and self.neighbours and not self.concat
        radii = [1 + random.below(k["window"]) if shrink else k["window"] for _ in windows]
        negatives = [None if self.tree else self.draw_several(random) for _ in windows]
        for (told, left, right), radius, words in zip(windows, radii, negatives, strict=True):
            yield told, left[:radius], right[:radius], words

    def rows(self, left, right, tags):
        """What tells the word: neighbours, then tags; with concat every place of the window has a
        row or None."""
        if not self.neighbours:
            return tags
        before = [self.input[word] for word in left[::-1]]
        after = [self.input[word] for word in right]
        if self.concat:
            window = self.knobs["window"]
            before = [None] * (window - len(before)) + before
            after = after + [None] * (window - len(after))
        return before + after + tags

    def pull(self, rows, targets, rate):
        """The changes of the rows and of the output rows of one step of PV-DM."""
        o, dim = self.output[targets[0]], self.knobs["dim"]
        if self.concat:
            hidden = np.concatenate([np.zeros(dim) if row is None else row for row in rows])
        else:
            hidden = np.sum(rows, axis=0) / (len(rows) if self.knobs["combine"] == "mean" else 1)
        g = self.gradients(o @ hidden, *targets[1:], rate)
        change = (g @ o).reshape(-1, dim) if self.concat else np.tile(g @ o, (len(rows), 1))
        return change, np.outer(g, hidden)

    def infer(self, ids, how):
        """The vector of a text of less than a chunk."""
        content = len(ids)
        for word in ids:
            content = mix64(content ^ word)
        vector = initial_rows(
            1, self.knobs["dim"], random_key(how["seed"], FOR_INFERENCE, content)
        )[0]
        for epoch in range(how["epochs"]):
            rate = how["lr"] - (how["lr"] - how["min_lr"]) * epoch / how["epochs"]
            windows = [
                window[1:]
                for window in self.thinned(
                    [ids], random_key(how["seed"], FOR_THINNING_TEXTS, content, epoch)
                )
            ]
            random = Random(random_key(how["seed"], FOR_INFERENCE, content, epoch, 0))
            for (_, centre), left, right, negatives in self.drawn(windows, random):
                vector = vector + self.change_of_vector(
                    vector, self.rows(left, right, [vector]), self.targets(centre, negatives), rate
                )
        return vector

    def change_of_vector(self, vector, rows, targets, rate):
        if self.knobs["dm"]:
            return self.pull(rows, targets, rate)[0][-1]
        o = self.output[targets[0]]
        return self.gradients(o @ vector, *targets[1:], rate) @ o
