#!/usr/bin/env bash
# A first project from end to end in the shell: raw reviews to a classifier and a page to explore.
#     bash examples/first_project.sh [how many reviews]
set -euo pipefail

# reviews.tsv: a text and its label per line, as a file of your own would be
python3 - "${1:-30000}" <<'PYTHON'
import sys
from itertools import islice

import malvec as mv

with open("reviews.tsv", "w", encoding="utf-8") as file:
    for review in islice(mv.datasets.reviews(), int(sys.argv[1])):
        file.write(f"{review.text}\t{'good' if review.rating > 5 else 'bad'}\n")
PYTHON

malvec normalize reviews.tsv --format labelled --clean repeats=2,html -o clean.txt
malvec dedupe clean.txt --threshold 0.9 -o texts.txt
malvec train spacing texts.txt -o spacing.safetensors
malvec space spacing.safetensors texts.txt -o spaced.txt
malvec words spaced.txt --nouns -o nouns.tsv
malvec train skipgram spaced.txt --tokenizer mecab --min-count 3 --phrases 1 \
    --subwords jamo --buckets 50000 -o reviews.safetensors
malvec similar reviews.safetensors 재밋다 --topn 5
malvec encode reviews.safetensors spaced.txt --method sif --save encoder.safetensors -o texts.npy
malvec train classifier reviews.tsv --format labelled --model encoder.safetensors \
    -o classifier.safetensors
echo "정말 재미있게 봤어요" | malvec classify classifier.safetensors
malvec explore reviews.safetensors --restrict 2000 -o explorer.html
malvec train skipgram --config reviews.toml --epochs 10 -o longer.safetensors  # the same, longer
