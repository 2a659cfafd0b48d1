#include "text/subwords/unit_normalizer.h"

#include <algorithm>
#include <utility>

#include "text/code_points.h"
#include "text/subwords/step_writer.h"

namespace malvec {
namespace {

// A text with some characters changed: `put` appends what they become, where they have a value.
template <class Value, class Put>
void change_characters(std::string_view text, std::string& out, NormalizerRoom& room,
                       const CharacterTable<Value>& values, Value mask, Put&& put) {
    StepWriter writer(text, out, room);
    const char* const end = text.data() + text.size();
    for (const char* p = text.data(); p < end;) {
        const char* const at = p;
        const Value value = values[next_character(p)] & mask;
        if (!value) continue;
        writer.copy(at);
        writer.change(p, [&] { put(value, std::string_view(at, static_cast<size_t>(p - at))); });
    }
    writer.copy(end);
}

class KindStep : public UnitStep {  // characters of some kinds, and what becomes of them
public:
    bool touches(char32_t c) const override { return kinds_[c] & touched_; }

protected:
    explicit KindStep(uint32_t touched) : touched_(touched) {}
    const CharacterTable<uint32_t>& kinds_ = UnitCharacters::get().kinds;
    uint32_t touched_;
};

class BertStep : public KindStep {
public:
    explicit BertStep(const BertCleaning& cleaning)
        : KindStep((cleaning.clean_text ? kind_dropped | kind_spaced : 0u) |
                   (cleaning.chinese_characters ? kind_chinese : 0u)) {}
    bool touches(char32_t c) const override { return c != ' ' && KindStep::touches(c); }

    void append(std::string_view text, std::string& out, NormalizerRoom& room) const override {
        change_characters(text, out, room, kinds_, touched_,
                          [&](uint32_t kind, std::string_view c) {
                              if (kind & kind_spaced) out += ' ';
                              if (kind & kind_chinese) out.append(" ").append(c).append(" ");
                          });
    }
};

class WithoutKind : public KindStep {
public:
    explicit WithoutKind(uint32_t dropped) : KindStep(dropped) {}

    void append(std::string_view text, std::string& out, NormalizerRoom& room) const override {
        change_characters(text, out, room, kinds_, touched_, [](uint32_t, std::string_view) {});
    }
};

class FormStep : public UnitStep {
public:
    explicit FormStep(UnitForm form) : form_(form) {}
    bool touches(char32_t c) const override { return form_.touches(c); }
    void append(std::string_view text, std::string& out, NormalizerRoom& room) const override {
        if (!room.alignment->on) return form_.append(text, out, room.characters);
        StepWriter writer(text, out, room);
        const char* const end = text.data() + text.size();
        for (const char *begin = text.data(), *p = begin; begin < end; begin = p) {
            for (next_character(p); p < end;) {
                const char* next = p;
                if (form_.stands_apart(next_character(next))) break;
                p = next;
            }
            writer.change(p, [&] {
                form_.append({begin, static_cast<size_t>(p - begin)}, out, room.characters);
            });
        }
    }

private:
    UnitForm form_;
};

class LowercaseStep : public UnitStep {
public:
    bool touches(char32_t c) const override { return lower_[c] != 0; }
    void append(std::string_view text, std::string& out, NormalizerRoom& room) const override {
        const auto put = [&](uint16_t place, std::string_view) {
            for (const char32_t c : UnitCharacters::lower_at(place)) append_code_point(c, out);
        };
        change_characters(text, out, room, lower_, uint16_t{0xffff}, put);
    }

private:
    const CharacterTable<uint16_t>& lower_ = UnitCharacters::get().lower;
};

class StripStep : public UnitStep {
public:
    StripStep(bool left, bool right) : left_(left), right_(right) {}

    bool changes(std::string_view text) const override { return stripped(text) != text; }
    void append(std::string_view text, std::string& out, NormalizerRoom& room) const override {
        const std::string_view left = stripped(text);
        StepWriter writer(text, out, room);
        writer.skip(left.data());
        writer.copy(left.data() + left.size());
    }

private:
    bool is_blank_at(const char* p) const { return kinds_[next_character(p)] & kind_blank; }
    std::string_view stripped(std::string_view text) const {
        while (left_ && !text.empty() && is_blank_at(text.data()))
            text.remove_prefix(size_of_lead(text[0]));
        while (right_ && !text.empty()) {
            size_t last = text.size() - 1;
            while ((text[last] & 0xc0) == 0x80) --last;
            if (!is_blank_at(text.data() + last)) break;
            text = text.substr(0, last);
        }
        return text;
    }

    const CharacterTable<uint32_t>& kinds_ = UnitCharacters::get().kinds;
    bool left_, right_;
};

class BlanksStep : public UnitStep {
public:
    BlanksStep(bool spaces, std::string content) : spaces_(spaces), content_(std::move(content)) {}

    // A single space stays, or becomes the same.
    bool touches(char32_t c) const override {
        return !spaces_ && is_blank(c) && (c != ' ' || content_ != " ");
    }
    bool changes(std::string_view text) const override { return text.find("  ") != text.npos; }
    void append(std::string_view text, std::string& out, NormalizerRoom& room) const override {
        StepWriter writer(text, out, room);
        const char* const end = text.data() + text.size();
        for (const char* p = text.data(); p < end;) {
            const char *const at = p, *behind = p;
            for (; p < end && is_blank(next_character(behind)); p = behind) {}
            if (p - at > (spaces_ ? 1 : 0)) {
                writer.copy(at);
                writer.change(p, [&] { out.append(content_); });
            } else if (p == at) {
                p = behind;
            }
        }
        writer.copy(end);
    }

private:
    bool is_blank(char32_t c) const {
        return spaces_ ? c == ' ' : (kinds_[c] & kind_pattern_blank) != 0;
    }

    const CharacterTable<uint32_t>& kinds_ = UnitCharacters::get().kinds;
    bool spaces_;
    std::string content_;
};

class PrependStep : public UnitStep {
public:
    explicit PrependStep(std::string prefix) : prefix_(std::move(prefix)) {}
    bool changes(std::string_view text) const override { return !text.empty(); }
    void append(std::string_view text, std::string& out, NormalizerRoom& room) const override {
        if (text.empty()) return;
        StepWriter writer(text, out, room);
        const size_t first = size_of_lead(text[0]);
        writer.change(text.data() + first,
                      [&] { out.append(prefix_).append(text.substr(0, first)); });
        writer.copy(text.data() + text.size());
    }

private:
    std::string prefix_;
};

class ReplaceStep : public UnitStep {
public:
    ReplaceStep(std::string pattern, std::string content)
        : pattern_(std::move(pattern)), content_(std::move(content)) {
        const char* p = pattern_.data();
        first_ = next_character(p);
    }
    bool touches(char32_t c) const override { return c == first_; }
    void append(std::string_view text, std::string& out, NormalizerRoom& room) const override {
        StepWriter writer(text, out, room);
        for (size_t at = 0; (at = text.find(pattern_, at)) != text.npos;) {
            writer.copy(text.data() + at);
            at += pattern_.size();
            writer.change(text.data() + at, [&] { out.append(content_); });
        }
        writer.copy(text.data() + text.size());
    }

private:
    std::string pattern_, content_;
    char32_t first_;
};

}  // namespace

void add_bert_steps(const BertCleaning& cleaning, UnitSteps& steps) {
    if (cleaning.clean_text || cleaning.chinese_characters)
        steps.push_back(std::make_unique<BertStep>(cleaning));
    if (cleaning.strip_accents) {
        steps.push_back(form_step({.compatible = false, .composed = false}));
        steps.push_back(std::make_unique<WithoutKind>(kind_accent));
    }
    if (cleaning.lowercase) steps.push_back(lowercase_step());
}

std::unique_ptr<UnitStep> form_step(UnitForm form) { return std::make_unique<FormStep>(form); }
std::unique_ptr<UnitStep> lowercase_step() { return std::make_unique<LowercaseStep>(); }
std::unique_ptr<UnitStep> without_marks_step() { return std::make_unique<WithoutKind>(kind_mark); }
std::unique_ptr<UnitStep> strip_step(bool left, bool right) {
    return std::make_unique<StripStep>(left, right);
}
std::unique_ptr<UnitStep> prepend_step(std::string prefix) {
    return std::make_unique<PrependStep>(std::move(prefix));
}
std::unique_ptr<UnitStep> replace_step(std::string pattern, std::string content) {
    return std::make_unique<ReplaceStep>(std::move(pattern), std::move(content));
}

std::unique_ptr<UnitStep> blanks_step(bool spaces, std::string content) {
    return std::make_unique<BlanksStep>(spaces, std::move(content));
}

UnitNormalizer::UnitNormalizer(UnitSteps steps)
    : touched_([&](char32_t c) {
          return std::any_of(steps.begin(), steps.end(),
                             [c](const auto& step) { return step->touches(c); });
      }) {
    for (auto& step : steps) {
        CharacterSet touched([&](char32_t c) { return step->touches(c); });
        steps_.push_back({std::move(step), std::move(touched)});
    }
}

std::string_view UnitNormalizer::normalize(std::string_view text, NormalizerRoom& room) const {
    const auto changes = [&](const Step& each) { return each.step->changes(text); };
    if (touched_.find_in(text) == text.size() &&
        std::none_of(steps_.begin(), steps_.end(), changes))
        return text;
    for (const Step& each : steps_) {
        if (each.touched.find_in(text) == text.size() && !changes(each)) continue;
        std::string& out = text.data() == room.made.data() ? room.before : room.made;
        out.clear();
        each.step->append(text, out, room);
        text = out;
        room.alignment->settle(text);
    }
    return text;
}

}  // namespace malvec
