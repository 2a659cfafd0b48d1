"""The neural language model, slow and obvious, in double precision: the twin that the core must
match with one thread."""

import numpy as np
from reference.random_numbers import AliasTable, Random, random_key

FOR_ROWS, FOR_SAMPLES = 31, 32
CHUNK_TOKENS = 4096
FIRST_SQUARE = 1.0


def uniform_rows(rows, dim, key):
    def row(i):
        random = Random(random_key(key, i))
        return [(random.uniform() - 0.5) * 2 * np.sqrt(3 / dim) for _ in range(dim)]

    return np.array([row(i) for i in range(rows)])


def log_sum_exp(scores):
    highest = scores.max()
    return highest + np.log(np.exp(scores - highest).sum())


class Nplm:
    """One epoch at a time over lists of token ids."""

    def __init__(self, sentences, counts, **knobs):
        self.knobs = {
            "direct": False,
            "loss": "sampled",
            "sample_exponent": 1.0,
            "seed": 1,
            **knobs,
        }
        self.sentences, self.counts = sentences, np.asarray(counts, float)
        k, words = self.knobs, len(counts)
        width = k["context"] * k["dim"] + 1
        features = k["hidden"] + (width if k["direct"] else 1)
        self.input = uniform_rows(words + 1, k["dim"], random_key(k["seed"], FOR_ROWS, 0))
        self.hidden = uniform_rows(k["hidden"], width, random_key(k["seed"], FOR_ROWS, 1))
        self.output = np.zeros((words, features))
        self.output[:, -1] = np.log((self.counts + 0.5) / (self.counts.sum() + 1))
        self.squares = {
            name: np.full_like(getattr(self, name), FIRST_SQUARE)
            for name in ("input", "hidden", "output")
        }
        weights = np.maximum(self.counts, 0.5) ** k["sample_exponent"]
        self.noise = AliasTable(weights)
        self.expected = k.get("samples", 1) * weights / weights.sum()

    def examples(self):
        """(position, words before, word) for every token; the row after the last word is what
        stands before a sentence."""
        n, position = self.knobs["context"], 0
        for sentence in self.sentences:
            padded = [len(self.counts)] * n + list(sentence)
            for i, word in enumerate(sentence):
                yield position, padded[i : i + n], word
                position += 1

    def forward(self, context):
        x = np.append(self.input[context].ravel(), 1.0)
        a = np.tanh(self.hidden @ x)
        return x, a, np.append(a, x if self.knobs["direct"] else 1.0)

    def log_probabilities(self):
        def log_p(context, word):
            scores = self.output @ self.forward(context)[2]
            return scores[word] - log_sum_exp(scores)

        return np.array([log_p(context, word) for _, context, word in self.examples()])

    def train_epoch(self, epoch):
        k, tokens = self.knobs, sum(map(len, self.sentences))
        chunks, loss = {}, 0.0
        for position, context, word in self.examples():
            chunks.setdefault(position // CHUNK_TOKENS, []).append((context, word))
        for chunk, examples in chunks.items():
            random = Random(random_key(k["seed"], FOR_SAMPLES, epoch, chunk))
            done = (epoch * tokens + chunk * CHUNK_TOKENS) / (k["epochs"] * tokens)
            self.rate = k["lr"] - (k["lr"] - k["min_lr"]) * min(done, 1.0)
            for first in range(0, len(examples), k["batch"]):
                loss += self.train_batch(examples[first : first + k["batch"]], random)
        return loss

    def candidates(self, random):
        """Words of the softmax, and what is added to the score of each, and of the targets."""
        if self.knobs["loss"] == "full":
            return (
                np.arange(len(self.counts)),
                np.zeros(len(self.counts)),
                np.zeros(len(self.counts)),
            )
        drawn = [self.noise.draw(random.next()) for _ in range(self.knobs["samples"])]
        words, times = np.unique(drawn, return_counts=True)
        return words, np.log(times) - np.log(self.expected[words]), -np.log(self.expected)

    def train_batch(self, examples, random):
        words, shifts, target_shifts = self.candidates(random)
        passes, loss = [self.forward(context) for context, _ in examples], 0.0
        of_output = np.zeros((len(words), self.output.shape[1]))
        of_hidden = np.zeros_like(self.hidden)
        of_target = []
        of_input = []
        for (context, target), (x, a, f) in zip(examples, passes, strict=True):
            others = words != target
            scores = np.append(
                self.output[words] @ f + shifts, self.output[target] @ f + target_shifts[target]
            )
            scores[:-1][~others] = -np.inf
            p = np.exp(scores - log_sum_exp(scores))
            loss -= np.log(p[-1])
            of_scores = p - np.append(np.zeros(len(words)), 1.0)
            of_output += np.outer(of_scores[:-1], f)
            of_target.append((target, of_scores[-1] * f))
            of_f = of_scores[:-1] @ self.output[words] + of_scores[-1] * self.output[target]
            before_tanh = of_f[: len(a)] * (1 - a**2)
            of_hidden += np.outer(before_tanh, x)
            of_x = self.hidden.T @ before_tanh + (of_f[len(a) :] if self.knobs["direct"] else 0)
            of_input.append((context, of_x[:-1].reshape(len(context), -1)))
        self.update("output", words, of_output)
        for target, gradient in of_target:
            self.update("output", [target], [gradient])
        for first in range(0, len(of_input), self.knobs["panel"]):  # in the core's order
            for place in range(self.knobs["context"]):
                for context, gradient in of_input[first : first + self.knobs["panel"]]:
                    self.update("input", [context[place]], [gradient[place]])
        self.update("hidden", np.arange(len(self.hidden)), of_hidden)
        return loss

    def update(self, name, rows, gradient):
        """AdaGrad."""
        for row, g in zip(rows, gradient, strict=True):
            self.squares[name][row] += np.square(g)
            getattr(self, name)[row] -= self.rate * g / np.sqrt(self.squares[name][row])
