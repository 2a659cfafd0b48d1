// Tokenizers and sentences in C++: of malvec.hpp, which includes this.
//
//     malvec::Tokenizer cut("eojeols");
//     for (const auto& [form, tag, begin, end] : cut("재미있는 영화")) std::cout << form << '\n';
#pragma once
#include <malvec/malvec.h>
#include <malvec/calls.hpp>

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace malvec {

struct Token {
    std::string form, tag;   // the tag is empty but for analysers
    std::size_t begin, end;  // bytes of the text: malvec_token has the rule
};

// Any number of threads may use one at once; a copy is one more owner of it.
class Tokenizer {
public:
    Tokenizer() = default;
    // By its name, its path, or as malvec describes it in JSON; the folder of a dictionary is for
    // "mecab".
    explicit Tokenizer(std::string_view description, const std::string& dictionary = "") {
        malvec_tokenizer_options options{};
        options.size = sizeof options;
        options.dictionary = dictionary.empty() ? nullptr : dictionary.c_str();
        detail::call(malvec_tokenizer_open, detail::text(description), &options, &tokenizer_);
    }
    explicit Tokenizer(malvec_tokenizer* owned) : tokenizer_(owned) {}
    Tokenizer(const Tokenizer& other) : tokenizer_(malvec_tokenizer_retain(other.tokenizer_)) {}
    Tokenizer(Tokenizer&& other) noexcept : tokenizer_(std::exchange(other.tokenizer_, nullptr)) {}
    Tokenizer& operator=(Tokenizer other) noexcept {
        std::swap(tokenizer_, other.tokenizer_);
        return *this;
    }
    ~Tokenizer() { malvec_tokenizer_release(tokenizer_); }

    malvec_tokenizer* get() const { return tokenizer_; }

    std::vector<Token> operator()(std::string_view text) const {
        std::vector<Token> tokens;
        each(text, [&](const malvec_token& token) {
            tokens.push_back({std::string(detail::view(token.form)),
                              std::string(detail::view(token.tag)), token.begin, token.end});
            return true;
        });
        return tokens;
    }
    // Without copies: a token lives until `take` returns, and false ends it with MALVEC_STOPPED.
    void each(std::string_view text, const std::function<bool(const malvec_token&)>& take) const {
        Taking taking{take, {}};
        taking.guard.call(malvec_tokenize, tokenizer_, detail::text(text), &Taking::one, &taking);
    }

private:
    struct Taking {
        const std::function<bool(const malvec_token&)>& take;
        detail::Guard guard;

        static std::int32_t one(void* sink, const malvec_token* token) {
            auto& self = *static_cast<Taking*>(sink);
            return self.guard([&] { return self.take(*token); });
        }
    };

    malvec_tokenizer* tokenizer_ = nullptr;
};

// The sentences of a Korean or English text, each a part of it.
inline std::vector<std::string_view> sentences(std::string_view text) {
    struct Found {
        std::string_view text;
        std::vector<std::string_view> sentences;
        detail::Guard guard;

        static std::int32_t one(void* sink, std::size_t begin, std::size_t end) {
            auto& self = *static_cast<Found*>(sink);
            return self.guard([&] {
                self.sentences.push_back(self.text.substr(begin, end - begin));
                return true;
            });
        }
    } found{text, {}, {}};
    found.guard.call(malvec_sentences, detail::text(text), &Found::one, &found);
    return std::move(found.sentences);
}

}  // namespace malvec
