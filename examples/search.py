"""Search sentences: an index of reviews, and those nearest to a question.

python examples/search.py [how many reviews]
"""

import sys

import malvec as mv

count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
texts = mv.datasets.review_texts()[:count]
corpus = mv.Corpus.from_texts(texts, tokenizer=mv.tokenizers.Mecab(), min_count=5)
vectors = mv.Skipgram(dim=100, epochs=5).fit(corpus)
encoder = mv.Sif().fit(vectors, texts)

mv.Index.build(texts, encoder=encoder).save("reviews.index")
index = mv.load("reviews.index")
print(index.report)

questions = ["배우들의 연기가 훌륭하다", "돈이 아까운 지루한 영화", "음악이 아름답다"]
for question, found in zip(questions, index.most_similar_batch(questions, topn=3), strict=True):
    print(question)
    for text, score in found:
        print(f"    {score:.2f}  {text}")
