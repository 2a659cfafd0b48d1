"""Words that nobody has seen: vectors of typos by jamo, and a model in a few per cent of its size.

python examples/typos.py [how many reviews]
"""

import sys

import malvec as mv

count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
texts = mv.datasets.review_texts()[:count]
corpus = mv.Corpus.from_texts(texts, tokenizer=mv.tokenizers.Mecab(), min_count=3)
vectors = mv.Skipgram(dim=50, epochs=5, subwords="jamo", buckets=100_000).fit(corpus)

for typo in ("재밋엇", "연긔", "감동젹"):
    seen = "seen" if typo in vectors else "never seen"
    print(f"{typo} ({seen}):", *(found for found, _ in vectors.most_similar(typo, topn=5)))

small = mv.vectors.compress(mv.vectors.prune(vectors), "pq")
print(small)
print("재밋엇, compressed:", *(found for found, _ in small.most_similar("재밋엇", topn=5)))
