// What a malvec_model* and a malvec_tokenizer* point at.
#pragma once
#include <atomic>
#include <memory>
#include <optional>

#include "library/model.h"
#include "malvec/malvec.h"

struct malvec_model {
    malvec_model(const std::string& path, const malvec::ModelOptions& options, double quota)
        : model(path, options, quota) {}

    const malvec::Model model;
    std::atomic<uint64_t> owners{1};
};

struct malvec_tokenizer {
    const std::shared_ptr<const malvec::CoreTokenizer> tokenizer;
    const std::optional<malvec::TextCleaner> cleaner;
    std::atomic<uint64_t> owners{1};
};

namespace malvec::c_api {

// Threads of a call: as many as are asked for, 0 being all that this process may use.
unsigned threads_of(const malvec_model& model, uint32_t asked);

}  // namespace malvec::c_api
