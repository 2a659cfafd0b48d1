#include "text/cleaner.h"

#include "text/nfc.h"

namespace malvec {

bool TextCleaner::clean(std::string_view text, std::string& out) const {
    std::string composed, cleaned;
    std::string_view found = to_nfc(text, composed) ? composed : text;
    while (normalizer_.normalize(found, cleaned)) {
        composed.clear();
        const bool again = to_nfc(cleaned, composed);
        if (!again) composed.swap(cleaned);
        found = composed;
        if (!again) break;
        cleaned.clear();
    }
    if (found.data() == text.data() || found == text) return false;
    out.append(found);
    return true;
}

}  // namespace malvec
