// Every question of malvec.h, asked in one way: the answers lie in memory of the asker, and asking
// allocates nothing, so that a failing allocator meets malvec alone.
#pragma once
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "malvec/malvec.h"

namespace asking {

constexpr size_t topn = 5, most_texts = 4, most_dim = 64, most_words = 4096;

struct Answer {
    int64_t code = MALVEC_OK;  // as wide as the rest, so that nothing lies between
    malvec_error error{};
    int64_t ids[topn * most_texts] = {};
    float scores[topn * most_texts] = {};
    float rows[most_dim * most_texts] = {};
    uint64_t numbers[4] = {};
    double cosine = 0;

    bool operator==(const Answer& other) const {
        return std::memcmp(this, &other, sizeof other) == 0;
    }
};

struct Question {
    const char* name;
    void (*ask)(const malvec_model*, Answer&);
};
std::span<const Question> questions();

constexpr malvec_text text(std::string_view bytes) { return {bytes.data(), bytes.size()}; }

// The files of the folder that this program was given, and those of them that open.
const std::vector<std::string>& files();
const std::vector<std::string>& models();

// Opens a model that has to open.
class Opened {
public:
    explicit Opened(const std::string& path, uint32_t flags = 0);
    ~Opened() { malvec_release(model_); }
    Opened(const Opened&) = delete;
    operator malvec_model*() const { return model_; }

    uint64_t fact(int32_t which) const;

private:
    malvec_model* model_ = nullptr;
};

// Answers to all questions, in their order; none of a model that is larger than there is room for.
std::vector<Answer> answers(const malvec_model* model);

}  // namespace asking
