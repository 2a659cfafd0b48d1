// The cut of a text with the highest sum of scores (Viterbi), of equal ones the first found; the
// sums are of floats or doubles, as the program whose model it is has them.
#pragma once
#include <span>
#include <string_view>
#include <vector>

#include "text/subwords/byte_trie.h"
#include "text/subwords/unit_characters.h"
#include "text/subwords/unit_model.h"

namespace malvec {

template <class Score>
struct ScoredUnits {
    const ByteTrie& units;
    std::span<const Score> scores;
    uint32_t unknown;  // of each character that is no unit
    Score unknown_score;

    // Where the last unit of the best path to each place begins; the path is read from the end.
    void find_best(std::string_view text, std::vector<ModelRoom::Best>& best) const {
        constexpr uint32_t unreached = UINT32_MAX;
        best.assign(text.size() + 1, {0, 0, unreached});
        for (uint32_t begin = 0; begin < text.size();) {
            const auto here = static_cast<Score>(best[begin].score);
            const auto offer = [&](uint32_t end, uint32_t id, Score score) {
                const Score sum = score + here;
                if (best[end].begin == unreached || sum > static_cast<Score>(best[end].score))
                    best[end] = {static_cast<double>(sum), id, begin};
            };
            const auto next = begin + static_cast<uint32_t>(size_of_lead(text[begin]));
            bool alone = false;
            uint32_t node = ByteTrie::root;
            for (uint32_t at = begin; at < text.size();) {
                if ((node = units.step(node, text[at++])) == ByteTrie::none) break;
                const uint32_t id = units.number(node);
                if (id == ByteTrie::none) continue;
                offer(at, id, scores[id]);
                alone |= at == next;
            }
            if (!alone) offer(next, unknown, unknown_score);
            begin = next;
        }
    }
};

}  // namespace malvec
