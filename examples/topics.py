"""Topics of film reviews, and films with the same topics. Needs the extra topics.

python examples/topics.py [how many reviews]
"""

import sys
from itertools import islice

import malvec as mv

count = int(sys.argv[1]) if len(sys.argv) > 1 else 30_000
reviews = list(islice(mv.datasets.reviews(), count))
nouns = mv.tokenizers.Mecab(keep=("NNG", "NNP"))
corpus = mv.Corpus.from_texts(
    (review.text for review in reviews), tokenizer=nouns, min_count=5, keep_empty=True
)
model = mv.Lda(topics=10, iterations=100).fit(corpus, tags=[review.film for review in reviews])

for topic in range(model.topics):
    print(topic, *(word for word, _ in model.topic_words(topic, topn=8)))
shares = model.infer("배우들의 연기가 좋고 음악이 아름답다")
print("a new review is about topic", int(shares.argmax()))
