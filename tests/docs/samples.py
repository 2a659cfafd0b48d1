"""The files that pages and docstrings speak of, small."""

from __future__ import annotations

import bz2
import itertools
import json
from pathlib import Path

from docs.needs import installed
from made.vocabularies import PIECES, UNIGRAM, model_bytes

import malvec as mv

REVIEWS = 3000
PAIRS = (
    "단어1,단어2,점수\n영화,작품,8.1\n감독,배우,6.9\n감동,눈물,7.2\n재미,지루,3.0\n영화,시간,1.5\n"
)
KINDS = (
    "왕,여왕,8.9\n봄,여름,9.0\n사과,배,8.2\n한국,일본,7.1\n도시,마을,7.7\n"
    "왕,봄,0.5\n사과,마을,1.8\n프랑스,희망,0.3\n"
)
PEOPLE = ": 사람\n남자 왕 여자 여왕\n"
QUESTIONS = ": 사람\n남자 여자 아빠 엄마\n감독 연출 배우 연기\n"
SENTENCES = (
    "재미있는 영화\t정말 재미있다\t4.2\n지루한 영화\t시간이 아깝다\t3.1\n감동이다\t졸았다\t0.4\n"
)
PAGE = (
    "<mediawiki><page><title>{}</title><ns>0</ns><id>{}</id>"
    "<revision><text>{}</text></revision></page></mediawiki>"
)
ARTICLE = '<doc id="7" url="" title="말벡">\n말벡\n\n말벡은 포도 품종이다.\n</doc>\n'


def write_parquet(path: Path, texts: list[str]) -> None:
    """Texts as a table with one field."""
    from pyarrow import parquet, table

    parquet.write_table(table({"review": texts}), path)


def write_samples(folder: Path) -> None:
    """Writes them all into a folder."""
    reviews = list(itertools.islice(mv.datasets.reviews(), REVIEWS + 300))
    kept, new = reviews[:REVIEWS], reviews[REVIEWS:]
    lines = {
        "reviews.txt": [review.text for review in kept],
        "new.txt": [review.text for review in new],
        "films.txt": [str(review.film) for review in kept],
        "labels.txt": ["good" if review.rating > 7 else "bad" for review in kept],
        "words.txt": ["가우스전자", "말벡\tNNG"],
        "reviews.jsonl": [json.dumps({"review": r.text}, ensure_ascii=False) for r in kept],
        "ratings.txt": [
            "id\tdocument\tlabel",
            *(f"{i}\t{r.text}\t{int(r.rating > 7)}" for i, r in enumerate(kept)),
        ],
    }
    for name, content in lines.items():
        (folder / name).write_text("\n".join(content) + "\n", "utf-8")
    for name, text in (
        ("pairs.csv", PAIRS),
        ("kinds.csv", KINDS),
        ("people.txt", PEOPLE),
        ("questions.txt", QUESTIONS),
        ("sentences.tsv", SENTENCES),
        ("labelled.tsv", "재미있는 영화\tgood\n지루한 영화\tbad\n"),
        ("stars.csv", 'id,review,stars\n1,"좋다, 정말",5\n2,별로,1\n'),
    ):
        (folder / name).write_text(text, "utf-8")
    (folder / "ko.model").write_bytes(model_bytes(PIECES, trainer=UNIGRAM))
    (folder / "extracted" / "AA").mkdir(parents=True)
    (folder / "extracted" / "AA" / "wiki_00").write_text(ARTICLE, "utf-8")
    if installed("pyarrow"):
        write_parquet(folder / "reviews.parquet", [review.text for review in kept])
    page = PAGE.format("말벡", 7, "'''말벡'''은 [[포도]] 품종이다. " * 20)
    (folder / "kowiki.xml.bz2").write_bytes(bz2.compress(page.encode()))
