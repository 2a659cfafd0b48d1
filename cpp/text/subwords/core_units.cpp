#include "text/subwords/core_units.h"

namespace malvec {
namespace {

class CoreUnits : public CoreTokenizer {
public:
    explicit CoreUnits(std::shared_ptr<const UnitCutter> units) : units_(std::move(units)) {}

    void analyse(std::string_view text, const EmitToken& emit) const override {
        units_->aligned(text, [&](const FoundUnit& unit) {
            emit({form_of(unit), {}, unit.span.begin, unit.span.end});
        });
    }
    void cut(std::string_view text, const Emit& emit) const override {
        units_->units(text, [&](const FoundUnit& unit) { emit(form_of(unit)); });
    }

private:
    std::string_view form_of(const FoundUnit& unit) const {
        return unit.spelled.empty() ? std::string_view(units_->name(unit.id)) : unit.spelled;
    }

    std::shared_ptr<const UnitCutter> units_;
};

}  // namespace

std::shared_ptr<const CoreTokenizer> core_units(std::shared_ptr<const UnitCutter> units) {
    return std::make_shared<CoreUnits>(std::move(units));
}

}  // namespace malvec
