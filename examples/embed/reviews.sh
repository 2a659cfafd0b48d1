#!/usr/bin/env bash
# From raw reviews to a model that C and C++ programs ask, without a line of Python. Needs cc, c++
# and cmake.
#     bash examples/embed/reviews.sh reviews.txt
set -euo pipefail
here=$(dirname "$(realpath "$0")")

# Words are found without a dictionary, so that the core itself cuts texts; typos are read by jamo.
malvec words "$1" --min-frequency 10 -o words.tsv
malvec train skipgram "$1" --tokenizer l-tokenizer --scores words.tsv --min-count 3 \
    --subwords jamo --buckets 50000 --dim 50 -o reviews.safetensors
malvec encode reviews.safetensors "$1" --method sif --save encoder.safetensors

eval "cc -std=c99 '$here/c/ask.c' $(malvec config --cflags --libs) -pthread -o ask"
./ask encoder.safetensors

cmake -S "$here/cpp" -B build -DCMAKE_PREFIX_PATH="$(malvec config --prefix)" >/dev/null
cmake --build build >/dev/null
build/ask encoder.safetensors

malvec index "$1" --encoder encoder.safetensors -o reviews.index
build/search reviews.index "배우들의 연기가 훌륭하다"
