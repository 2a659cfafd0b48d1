"""Word vectors from the bundled reviews: train, ask, save.

python examples/train.py [how many reviews]
"""

import sys

import malvec as mv

count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
texts = mv.datasets.review_texts()[:count]
corpus = mv.Corpus.from_texts(texts, tokenizer=mv.tokenizers.Mecab(), min_count=5)
print(corpus)

vectors = mv.Skipgram(dim=100, window=5, epochs=5).fit(corpus)
print(vectors.report)

for word in ("감동", "배우", "재미"):
    print(word, *(found for found, _ in vectors.most_similar(word, topn=5)))

vectors.save("reviews.safetensors")
print("saved:", mv.load("reviews.safetensors"))
