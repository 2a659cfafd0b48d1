#include <map>
#include <vector>

#include "check.h"
#include "core/random.h"
#include "corpus/phrases/phrases.h"

using namespace malvec;

namespace {

struct OwnedPhraseCorpus {
    std::vector<uint32_t> ids;
    std::vector<uint64_t> offsets{0}, counts;
    std::vector<uint8_t> connector;

    OwnedPhraseCorpus(uint32_t words, int sentences, uint64_t seed)
        : counts(words), connector(words) {
        Random random(seed);
        for (int s = 0; s < sentences; ++s) {
            for (uint32_t n = random.below(12); n > 0; --n)
                ids.push_back(std::min(random.below(words), random.below(words)));
            offsets.push_back(ids.size());
        }
        for (const uint32_t id : ids) ++counts[id];
    }
    PhraseCorpus view() const { return {{ids, offsets}, counts, connector}; }
};

}  // namespace

TEST(phrases_are_counted_exactly) {
    for (const bool linked : {false, true}) {
        OwnedPhraseCorpus corpus(50, 40000, 1);
        corpus.connector[0] = corpus.connector[3] = linked;
        std::map<std::vector<uint32_t>, uint64_t> slow;
        for (size_t s = 0; s + 1 < corpus.offsets.size(); ++s)
            for (size_t i = corpus.offsets[s]; i < corpus.offsets[s + 1]; ++i) {
                size_t j = i + 1;
                while (j < corpus.offsets[s + 1] && corpus.connector[corpus.ids[j]]) ++j;
                if (!corpus.connector[corpus.ids[i]] && j < corpus.offsets[s + 1])
                    ++slow[{corpus.ids.begin() + static_cast<ptrdiff_t>(i),
                            corpus.ids.begin() + static_cast<ptrdiff_t>(j + 1)}];
            }
        std::erase_if(slow, [](const auto& item) { return item.second < 20; });
        for (const unsigned threads : {1u, 3u}) {
            const CountedPhrases found = count_phrases(corpus.view(), 20, threads, nullptr);
            CHECK(found.counts.size() == slow.size());
            for (size_t i = 0; i < found.counts.size(); ++i) {
                std::vector<uint32_t> phrase{found.first[i]};
                for (uint64_t k = found.links.ends[found.link[i]];
                     k < found.links.ends[found.link[i] + 1]; ++k)
                    phrase.push_back(found.links.ids[k]);
                phrase.push_back(found.second[i]);
                CHECK(slow[phrase] == found.counts[i]);
            }
        }
    }
}

TEST(phrases_merge_from_the_left) {
    OwnedPhraseCorpus corpus(5, 0, 1);
    corpus.ids = {0, 1, 2, 1, 4, 2, 0, 1};
    corpus.offsets = {0, 3, 3, 6, 7, 8};
    corpus.connector[4] = 1;
    const std::vector<uint32_t> first{0, 1, 1}, second{1, 2, 2}, link{0, 0, 1}, merged{5, 6, 7},
        link_ids{4};
    const std::vector<uint64_t> link_ends{0, 0, 1};
    const MergedPhrases out = merge_phrases(
        corpus.view(), {first, second, link, merged, link_ids, link_ends}, 2, nullptr);
    CHECK((out.ids == std::vector<uint32_t>{5, 2, 7, 0, 1}));
    CHECK((out.offsets == std::vector<uint64_t>{0, 2, 2, 3, 4, 5}));
}
