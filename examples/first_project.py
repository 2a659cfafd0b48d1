"""A first project from end to end: raw reviews to a classifier and a page to explore.

python examples/first_project.py [how many reviews]
"""

import sys
from itertools import islice

from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

import malvec as mv

count = int(sys.argv[1]) if len(sys.argv) > 1 else 30_000
reviews = list(islice(mv.datasets.reviews(), count))

clean = mv.Normalizer(html=True, repeats=2)
texts = [clean(review.text) for review in reviews]
found = mv.text.near_duplicates(texts, threshold=0.9)
print(found)
texts = [text for text, keep in zip(texts, found.keep, strict=True) if keep]
liked = [r.rating > 5 for r, keep in zip(reviews, found.keep, strict=True) if keep]

spaced = mv.Spacing().fit(texts).correct_batch(texts)
nouns = mv.word_discovery.find_nouns(mv.word_discovery.count_words(spaced))
print(nouns)

mecab = mv.tokenizers.Mecab()
corpus = mv.corpus.merge_phrases(mv.Corpus.from_texts(spaced, tokenizer=mecab, min_count=3))
vectors = mv.Skipgram(dim=100, subwords="jamo", buckets=50_000).fit(corpus)
print("재밋다:", *(word for word, _ in vectors.most_similar("재밋다", topn=5)))

encoder = mv.Sif().fit(vectors, corpus)
half = len(spaced) // 2
model = make_pipeline(encoder, LogisticRegression(max_iter=1000))
model.fit(spaced[:half], liked[:half])
print(f"accuracy on new reviews: {model.score(spaced[half:], liked[half:]):.3f}")

mv.save_explorer(vectors, "explorer.html", words=2000)
