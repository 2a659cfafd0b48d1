"""The core's random numbers in plain Python: mix64, random_key, xoshiro256++, the alias table."""

import numpy as np

MASK = (1 << 64) - 1


def mix64(x):
    x = (x + 0x9E3779B97F4A7C15) & MASK
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & MASK
    return x ^ (x >> 31)


def random_key(*parts):
    key = 0
    for part in parts:
        key = mix64(key ^ part)
    return key


class Random:
    def __init__(self, key):
        self.state = []
        for _ in range(4):
            key = mix64(key)
            self.state.append(key)

    def next(self):
        def rotl(x, k):
            return ((x << k) | (x >> (64 - k))) & MASK

        s = self.state
        result, t = (rotl((s[0] + s[3]) & MASK, 23) + s[0]) & MASK, (s[1] << 17) & MASK
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= t
        s[3] = rotl(s[3], 45)
        return result

    def below(self, n):
        return (self.next() >> 32) * n >> 32

    def uniform(self):
        return (self.next() >> 40) * 2.0**-24


class AliasTable:
    """Vose's construction with two stacks, indices pushed in order."""

    def __init__(self, weights):
        weights = np.asarray(weights, float)
        n = len(weights)
        share = weights / weights.sum() * n
        self.threshold, self.alias = [2**32 - 1] * n, list(range(n))
        small, large = [i for i in range(n) if share[i] < 1], [i for i in range(n) if share[i] >= 1]
        while small and large:
            s, big = small.pop(), large[-1]
            self.threshold[s], self.alias[s] = int(min(share[s] * 2.0**32, 2.0**32 - 1)), big
            share[big] -= 1 - share[s]
            if share[big] < 1:
                small.append(large.pop())

    def draw(self, bits):
        cell = (bits >> 32) * len(self.alias) >> 32
        return cell if (bits & 0xFFFFFFFF) < self.threshold[cell] else self.alias[cell]
