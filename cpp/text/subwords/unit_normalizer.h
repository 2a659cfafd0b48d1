// The normalizers of a tokenizer.json: steps that each make another text of a text.
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "text/subwords/character_set.h"
#include "text/subwords/unit_alignment.h"
#include "text/subwords/unit_form.h"

namespace malvec {

// What a text needs while it is worked on, kept for the next one.
struct NormalizerRoom {
    UnitAlignment* alignment;  // in which steps note what they do
    std::string made = {}, before = {};
    std::vector<UnitForm::Character> characters = {};
};

// A step of it. Text is UTF-8.
class UnitStep {
public:
    virtual ~UnitStep() = default;
    // Whether a text may change because this character is in it.
    virtual bool touches(char32_t) const { return false; }
    // Whether it may for another reason.
    virtual bool changes(std::string_view) const { return false; }
    virtual void append(std::string_view text, std::string& out, NormalizerRoom& room) const = 0;
};
using UnitSteps = std::vector<std::unique_ptr<UnitStep>>;

struct BertCleaning {
    bool clean_text, chinese_characters, strip_accents, lowercase;
};
void add_bert_steps(const BertCleaning& cleaning, UnitSteps& steps);
std::unique_ptr<UnitStep> form_step(UnitForm form);
std::unique_ptr<UnitStep> lowercase_step();
std::unique_ptr<UnitStep> without_marks_step();
std::unique_ptr<UnitStep> strip_step(bool left, bool right);
std::unique_ptr<UnitStep> prepend_step(std::string prefix);
std::unique_ptr<UnitStep> replace_step(std::string pattern, std::string content);
// For each run of \s+, or of two or more spaces.
std::unique_ptr<UnitStep> blanks_step(bool spaces, std::string content);
// A map of SentencePiece as `tokenizers` applies it. Throws FormatError where it is damaged.
std::unique_ptr<UnitStep> precompiled_step(std::string_view map);

class UnitNormalizer {
public:
    explicit UnitNormalizer(UnitSteps steps);

    // The text itself where it stays as it is; else it lives in the room until the next call.
    std::string_view normalize(std::string_view text, NormalizerRoom& room) const;

private:
    struct Step {
        std::unique_ptr<UnitStep> step;
        CharacterSet touched;
    };
    std::vector<Step> steps_;
    CharacterSet touched_;  // by any
};

}  // namespace malvec
