// The characters beside each word, collected in scans of a text whose ids are places of words.
#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "core/parallel.h"
#include "corpus/words/word_counts.h"
#include "text/spelling.h"

namespace malvec {

// Lines of places of words: blocks in memory, or one at a time from a spool.
struct RankedText {
    std::vector<EncodedBlock> blocks;
    const Spool* spool = nullptr;
    std::vector<uint32_t> first, last;  // of each word: the characters at its ends

    // ids (uint32 [tokens]) and line ends (uint64 [lines]) of
    // a block; `room` holds them if they come from the spool.
    void visit(size_t index, EncodedBlock& room, const auto& on_line) const {
        const EncodedBlock* block = &blocks[index];
        if (spool) {
            room.ids.resize(block->tokens), room.line_ends.resize(block->lines);
            spool->read(room.ids.data(), block->tokens * sizeof(uint32_t), block->place);
            spool->read(room.line_ends.data(), block->lines * sizeof(uint64_t),
                        block->place + block->tokens * sizeof(uint32_t));
            block = &room;
        }
        uint64_t begin = 0;
        for (const uint64_t end : block->line_ends) {
            if (end - begin > 1) on_line(std::span(block->ids).subspan(begin, end - begin));
            begin = end;
        }
    }
    void rename(size_t index, const uint32_t* rank) {
        EncodedBlock& block = blocks[index];
        if (spool) {
            block.ids.resize(block.tokens);
            spool->read(block.ids.data(), block.tokens * sizeof(uint32_t), block.place);
        }
        for (uint32_t& id : block.ids) id = rank[id];
        if (spool)
            spool->write(block.ids.data(), block.tokens * sizeof(uint32_t), block.place),
                block.ids = {};
    }
    void note_ends(const Words& words, unsigned threads) {
        first.resize(words.size()), last.resize(words.size());
        parallel_ranges(words.size(), 4096, threads, [&](uint64_t begin, uint64_t end) {
            for (uint64_t i = begin; i < end; ++i)
                first[i] = first_character(words[i]), last[i] = last_character(words[i]);
        });
    }
};

// Fills in `before` and `after`, which needs the words and how often each occurs.
void count_neighbours(RankedText text, WordCounts& counted, const WordCountOptions& options,
                      const std::function<void()>& tick);

}  // namespace malvec
