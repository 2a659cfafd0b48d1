#include "text/subwords/byte_rules.h"
#include "text/subwords/clusters.h"
#include "text/subwords/step_writer.h"

namespace malvec {
namespace {

// Of a cluster of less than 6 bytes a rule takes all, whatever part of it it is for; of a longer
// one each character follows its own.
class PrecompiledStep : public UnitStep {
public:
    explicit PrecompiledStep(std::string_view map) : rules_(map) {}

    bool touches(char32_t c) const override { return rules_.touched().holds(c); }

    void append(std::string_view text, std::string& out, NormalizerRoom& room) const override {
        StepWriter writer(text, out, room);
        while (!text.empty()) {
            const std::string_view cluster = text.substr(0, cluster_size(text));
            if (cluster.size() >= 6 || !replace(cluster, out, writer))
                for (size_t at = 0; at < cluster.size(); at += size_of_lead(cluster[at]))
                    replace(cluster.substr(at, size_of_lead(cluster[at])), out, writer);
            text.remove_prefix(cluster.size());
        }
        writer.copy(text.data());
    }

private:
    bool replace(std::string_view part, std::string& out, StepWriter& writer) const {
        const ByteRules::Rule rule = rules_.shortest(part);
        if (rule.size == 0) return false;
        writer.copy(part.data());
        writer.change(part.data() + part.size(), [&] { out.append(rule.made); });
        return true;
    }

    ByteRules rules_;
};

}  // namespace

std::unique_ptr<UnitStep> precompiled_step(std::string_view map) {
    return std::make_unique<PrecompiledStep>(map);
}

}  // namespace malvec
