// What libmalvec exports. The table of the best level that this processor runs is chosen once, when
// the library is loaded, and every entry passes its arguments on.
#include "c_api/functions.h"
#include "core/cpu_level.h"

#include <string_view>

using malvec::c_api::Functions;

#define LEVEL(name) extern "C" const Functions malvec_functions_##name;
MALVEC_LEVELS
#undef LEVEL

namespace {

const Functions& best_level() {
    const std::string_view here = malvec::cpu_level();
    const Functions* best = nullptr;
#define LEVEL(name) \
    if (!best || here >= #name) best = &malvec_functions_##name;
    MALVEC_LEVELS
#undef LEVEL
    return *best;
}

const Functions& level = best_level();

}  // namespace

uint32_t malvec_abi() noexcept { return MALVEC_ABI; }
const char* malvec_version() noexcept { return MALVEC_VERSION; }
const char* malvec_isa() noexcept { return level.isa; }
