"""Skip-gram and CBOW, slow and obvious, in double precision: the twin that the core must match with
one thread and the same seed."""

import heapq
from itertools import count

import numpy as np
from reference.random_numbers import AliasTable, Random, mix64, random_key

CHUNK_TOKENS = 4096
FOR_ROWS, FOR_SUBSAMPLING, FOR_WINDOWS = 1, 2, 3
BLOCK = 6  # output rows that the core updates together


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def keep_probability(counts, sample):
    ratio = sample * counts.sum() / counts
    return np.minimum(np.sqrt(ratio) + ratio, 1.0) if sample else np.ones(len(counts))


def initial_rows(rows, dim, seed):
    def row(i):
        random = Random(random_key(seed, FOR_ROWS, i))
        return [(random.uniform() - 0.5) * 2 / dim for _ in range(dim)]

    return np.array([row(i) for i in range(rows)])


class HuffmanTree:
    """Codes and paths; of equal weights the leaf goes first, then the lower rank."""

    def __init__(self, counts):
        n = len(counts)
        ranked = sorted(range(n), key=lambda i: counts[i])
        heap = [(counts[word], 0, rank, word) for rank, word in enumerate(ranked)]
        heapq.heapify(heap)
        parent, branch, order = {}, {}, count()
        while len(heap) > 1:
            first, second = heapq.heappop(heap), heapq.heappop(heap)
            node = n + next(order)
            parent[first[3]] = node
            branch[first[3]] = 0
            parent[second[3]] = node
            branch[second[3]] = 1
            heapq.heappush(heap, (first[0] + second[0], 1, node, node))
        self.paths = []
        for word in range(n):
            path, node = [], word
            while node in parent:
                path.append((parent[node] - n, branch[node]))
                node = parent[node]
            self.paths.append(path[::-1])


class Word2Vec:
    """One epoch at a time over lists of token ids; ``row_lists`` names the input rows of each word
    where words are composed."""

    def __init__(self, sentences, counts, knobs, row_lists=None):
        self.sentences = sentences
        self.counts = np.asarray(counts, float)
        self.knobs = knobs
        self.row_lists = row_lists
        rows = len(counts) if row_lists is None else 1 + max(map(max, row_lists))
        self.input = initial_rows(rows, knobs["dim"], knobs["seed"])
        self.output = np.zeros((len(counts), knobs["dim"]))
        self.ring = {}
        self.alias = AliasTable(self.counts ** knobs["ns_exponent"])
        self.tree = HuffmanTree(counts) if knobs["loss"] == "hs" else None
        self.loss, self.pairs = 0.0, 0

    def windows(self, epoch):
        """(chunk, centre, left contexts from near to far, right contexts likewise) for every kept
        token; a context is (number, word)."""
        key, window = random_key(self.knobs["seed"], FOR_SUBSAMPLING, epoch), self.knobs["window"]
        threshold = np.minimum(
            keep_probability(self.counts, self.knobs["sample"]) * 2.0**32, 2.0**32 - 1
        ).astype(np.uint64)
        position = first = 0
        for sentence in self.sentences:
            numbered = list(enumerate(sentence, position))
            kept = [
                (i, word)
                for i, word in numbered
                if mix64((key + i) & (2**64 - 1)) >> 32 <= int(threshold[word])
            ]
            words = [(first + k, word) for k, (_, word) in enumerate(kept)]
            for k, (i, word) in enumerate(kept):
                yield (
                    i // CHUNK_TOKENS,
                    word,
                    words[max(0, k - window) : k][::-1],
                    words[k + 1 : k + 1 + window],
                )
            position, first = position + len(sentence), first + len(kept)

    def train_epoch(self, epoch):
        tokens = sum(map(len, self.sentences))
        chunks = {}
        for chunk, *window in self.windows(epoch):
            chunks.setdefault(chunk, []).append(window)
        for chunk, windows in sorted(chunks.items()):
            k = self.knobs
            done = (epoch * tokens + chunk * CHUNK_TOKENS) / (k["epochs"] * tokens)
            rate = k["lr"] - (k["lr"] - k["min_lr"]) * min(done, 1.0)
            self.train_chunk(
                windows, Random(random_key(k["seed"], FOR_WINDOWS, epoch, chunk)), rate
            )
            for slot in list(self.ring):
                self.spread(slot)

    def train_chunk(self, windows, random, rate):
        k = self.knobs
        radii = [
            1 + random.below(k["window"]) if k["shrink_windows"] else k["window"] for _ in windows
        ]
        by_pair = k.get("negatives") == "pair" and k["loss"] == "ns"
        shared = (
            [] if by_pair or k["loss"] == "hs" else [self.draw_several(random) for _ in windows]
        )
        for i, ((centre, left, right), radius) in enumerate(zip(windows, radii, strict=True)):
            chosen = left[:radius][::-1] + right[:radius]
            drawn = [self.draw_several(random) for _ in chosen] if by_pair else []
            contexts = [self.row(*context) for context in chosen]
            if by_pair:
                for row, negatives in zip(contexts, drawn, strict=True):
                    self.step_rows([row], self.targets(centre, negatives), rate)
                self.pairs += len(contexts)
            elif contexts:
                targets = self.targets(centre, shared[i] if shared else None)
                if "context" in k:
                    self.step_cbow(contexts, targets, rate)
                else:
                    self.step_rows(contexts, targets, rate)
                    self.pairs += len(contexts)

    def draw_several(self, random):
        return [self.alias.draw(random.next()) for _ in range(self.knobs["negative"])]

    def targets(self, centre, negatives):
        """Rows, labels, weights: the word and its negatives, or the word's path in the tree."""
        if self.tree:
            path = self.tree.paths[centre]
            return (
                [node for node, _ in path],
                np.array([1.0 - bit for _, bit in path]),
                np.ones(len(path)),
            )
        weight = {}
        for word in negatives:
            if word != centre:
                weight[word] = weight.get(word, 0) + 1
        return (
            [centre, *weight],
            np.array([1.0] + [0.0] * len(weight)),
            np.array([1.0, *weight.values()]),
        )

    def gradients(self, scores, labels, weights, rate):
        signed = np.where(labels == 1, -scores, scores)
        self.loss += float((weights * np.logaddexp(0, signed)).sum())
        return rate * weights * (labels - sigmoid(scores))

    def row(self, number, word):
        """The word's input row; where words are composed, a private mean that lives until its slot
        of the ring is needed again."""
        if self.row_lists is None:
            return self.input[word]
        slot = number % (1 << (2 * self.knobs["window"] + 1).bit_length())
        if slot in self.ring and self.ring[slot][0] != number:
            self.spread(slot)
        if slot not in self.ring:
            mean = self.input[self.row_lists[word]].mean(0)
            self.ring[slot] = number, word, mean, mean.copy()
        return self.ring[slot][2]

    def spread(self, slot):
        _, word, now, before = self.ring.pop(slot)
        for row in self.row_lists[word]:
            self.input[row] += now - before

    def step_rows(self, x, targets, rate):
        rows, labels, weights = targets
        wide = (self.knobs["negative"] + 1 if not self.tree else len(rows)) > BLOCK
        before, o = np.array(x), self.output[rows]
        g = self.gradients(before @ o.T, labels, weights, rate)
        change = np.zeros_like(o)
        for t in range(len(x)):
            change += np.outer(g[t], before[t] if wide else x[t])
            x[t] += g[t] @ o
        self.output[rows] += change

    def step_cbow(self, contexts, targets, rate):
        rows, labels, weights = targets
        share = 1 / len(contexts) if self.knobs["context"] == "mean" else 1.0
        hidden, o = np.sum(contexts, axis=0) * share, self.output[rows]
        g = self.gradients(o @ hidden, labels, weights, rate)
        self.output[rows] += np.outer(g, hidden)
        for row in contexts:
            row += (g @ o) * (share if self.knobs["exact_gradient"] else 1.0)
        self.pairs += 1
