// The cheapest way through all morphemes that a text may consist of (Kudo, Yamamoto & Matsumoto,
// 2004), by Viterbi's algorithm: the same way, to the last tie, as MeCab's.
#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

#include "text/mecab/candidates.h"
#include "text/mecab/morpheme.h"

namespace malvec {

// Memory of one thread, used again for each text.
class Lattice {
public:
    explicit Lattice(const MecabDictionary& dictionary);

    // The morphemes of a text of less than 64 kB, until the next call. Throws FormatError where
    // the dictionary is damaged, and that is met.
    const std::vector<Morpheme>& analyse(std::string_view text);

private:
    using Entry = MecabLexicon::Entry;

    // Of the morphemes with one right id that end at a place the cheapest. The upper half of a key
    // is the cost; the lower half is the node, negated: of equal costs the latest node wins, as
    // in MeCab.
    struct Endings {
        static constexpr uint32_t room = 16, none = UINT32_MAX;
        int64_t keys[room + 1];  // behind the last INT64_MAX
        uint16_t rights[room];   // ids
        uint16_t numbers[room];  // of them, among those met
        uint32_t count, more;

        uint32_t place_of(uint16_t right) const;  // `count` where it is not there
    };
    struct Node {
        const Entry* entry;
        uint32_t begin, end, lexicon;
        uint32_t before;  // node
    };

    void begin_with(const Entry& entry);
    uint32_t new_endings(uint32_t more);
    Endings& endings_for(uint32_t& first, uint16_t right);
    void visit(uint32_t place);
    void gather(uint32_t place);
    void add(const CandidateWord& word, uint32_t begin, bool behind_blank);
    int64_t cheapest_before(uint16_t left);
    int64_t search_before(uint16_t left, uint16_t number) const;
    void trace(int64_t key);

    const MecabDictionary& dictionary_;
    MetConnections met_;
    CandidateWords candidates_;
    std::string_view text_;
    std::vector<Node> nodes_;  // `made_` of them, the rest is room
    uint32_t made_ = 0;
    std::vector<Endings> endings_;  // `used_` of them, the rest is room
    uint32_t used_ = 0;
    std::vector<uint32_t> ends_at_;  // [bytes] first of endings_ at a place
    std::vector<int64_t> keys_;      // of what ends at the place, `ending_` of them, and one more
    std::vector<uint16_t> rights_, numbers_;
    size_t ending_ = 0;
    bool all_met_ = true;
    std::vector<int64_t> cheapest_;  // [most] by number of the left id
    std::vector<uint32_t> visited_;  // [most] the visit that cheapest_ is of
    uint32_t visit_ = 0;
    std::vector<Morpheme> found_;
};

}  // namespace malvec
