// The last step of building a corpus: blocks of provisional ids become one stream of final ids.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "corpus/build/block_encoder.h"
#include "corpus/build/merge.h"
#include "corpus/corpus.h"
#include "corpus/storage.h"

namespace malvec {

struct BlockStore {
    std::vector<EncodedBlock>& blocks;  // used up
    const Spool* spool;                 // where their ids and line ends lie, or null
    bool keep_empty;
    const std::string& directory;  // for the result, as in allocate_storage
};

// Fills ids, offsets and dropped_lines of `corpus`. `tick` as in all_pieces.
void assemble(const BlockStore& store, const MergedWords& words, unsigned threads,
              const std::function<void()>& tick, BuiltCorpus& corpus);

}  // namespace malvec
