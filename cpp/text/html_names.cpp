#include "text/html_names.h"

#include <algorithm>
#include <array>

#include "text/code_points.h"

namespace malvec {
namespace {

// In order; the names of HTML 4 and &apos;, each with the character that it stands for.
constexpr std::string_view entities =
    "AEligÆ AacuteÁ AcircÂ AgraveÀ AlphaΑ AringÅ AtildeÃ AumlÄ BetaΒ CcedilÇ ChiΧ Dagger‡ "
    "DeltaΔ ETHÐ EacuteÉ EcircÊ EgraveÈ EpsilonΕ EtaΗ EumlË GammaΓ IacuteÍ IcircÎ IgraveÌ "
    "IotaΙ IumlÏ KappaΚ LambdaΛ MuΜ NtildeÑ NuΝ OEligŒ OacuteÓ OcircÔ OgraveÒ OmegaΩ OmicronΟ "
    "OslashØ OtildeÕ OumlÖ PhiΦ PiΠ Prime″ PsiΨ RhoΡ ScaronŠ SigmaΣ THORNÞ TauΤ ThetaΘ "
    "UacuteÚ UcircÛ UgraveÙ UpsilonΥ UumlÜ XiΞ YacuteÝ YumlŸ ZetaΖ aacuteá acircâ acute´ "
    "aeligæ agraveà alefsymℵ alphaα amp& and∧ ang∠ apos' aringå asymp≈ atildeã aumlä bdquo„ "
    "betaβ brvbar¦ bull• cap∩ ccedilç cedil¸ cent¢ chiχ circˆ clubs♣ cong≅ copy© crarr↵ cup∪ "
    "curren¤ dArr⇓ dagger† darr↓ deg° deltaδ diams♦ divide÷ eacuteé ecircê egraveè empty∅ "
    "emsp\u2003 ensp\u2002 epsilonε equiv≡ etaη ethð eumlë euro€ exist∃ fnofƒ forall∀ frac12½ "
    "frac14¼ frac34¾ frasl⁄ gammaγ ge≥ gt> hArr⇔ harr↔ hearts♥ hellip… iacuteí icircî iexcl¡ "
    "igraveì imageℑ infin∞ int∫ iotaι iquest¿ isin∈ iumlï kappaκ lArr⇐ lambdaλ lang\u2329 laquo« "
    "larr← lceil⌈ ldquo“ le≤ lfloor⌊ lowast∗ loz◊ lrm\u200e lsaquo‹ lsquo‘ lt< macr¯ mdash— "
    "microµ middot· minus− muμ nabla∇ nbsp\u00a0 ndash– ne≠ ni∋ not¬ notin∉ nsub⊄ ntildeñ nuν "
    "oacuteó ocircô oeligœ ograveò oline‾ omegaω omicronο oplus⊕ or∨ ordfª ordmº oslashø "
    "otildeõ otimes⊗ oumlö para¶ part∂ permil‰ perp⊥ phiφ piπ pivϖ plusmn± pound£ prime′ "
    "prod∏ prop∝ psiψ quot\" rArr⇒ radic√ rang\u232a raquo» rarr→ rceil⌉ rdquo” realℜ reg® rfloor⌋ "
    "rhoρ rlm\u200f rsaquo› rsquo’ sbquo‚ scaronš sdot⋅ sect§ shy\u00ad sigmaσ sigmafς sim∼ "
    "spades♠ sub⊂ sube⊆ sum∑ sup⊃ sup1¹ sup2² sup3³ supe⊇ szligß tauτ there4∴ thetaθ "
    "thetasymϑ thinsp\u2009 thornþ tilde˜ times× trade™ uArr⇑ uacuteú uarr↑ ucircû ugraveù "
    "uml¨ upsihϒ upsilonυ uumlü weierp℘ xiξ yacuteý yen¥ yumlÿ zetaζ zwj\u200d zwnj\u200c";
constexpr std::string_view inline_tags =
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd mark q s samp "
    "small span strike strong sub sup time tt u var wbr";
constexpr std::string_view block_tags =
    "address article aside base blockquote body br button canvas caption center col colgroup "
    "dd details dialog div dl dt embed fieldset figcaption figure footer form frame frameset "
    "h1 h2 h3 h4 h5 h6 head header hr html iframe img input label legend li link main map "
    "meta nav noscript object ol optgroup option p param picture pre progress script section "
    "select source style summary svg table tbody td textarea tfoot th thead title tr ul video";

constexpr std::string_view name_in(std::string_view word) {
    const auto is_of_name = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    };
    return {word.begin(), std::find_if_not(word.begin(), word.end(), is_of_name)};
}
constexpr bool name_before(std::string_view word, std::string_view other) {
    return name_in(word) < name_in(other);
}

constexpr size_t blanks_in(std::string_view text) {
    return static_cast<size_t>(std::count(text.begin(), text.end(), ' '));
}
template <size_t blanks>
constexpr std::array<std::string_view, blanks + 1> words_of(std::string_view text) {
    std::array<std::string_view, blanks + 1> words;
    for (std::string_view& word : words) {
        word = text.substr(0, text.find(' '));
        text.remove_prefix(std::min(word.size() + 1, text.size()));
    }
    return words;
}

constexpr auto entity_words = words_of<blanks_in(entities)>(entities);
constexpr auto inline_words = words_of<blanks_in(inline_tags)>(inline_tags);
constexpr auto block_words = words_of<blanks_in(block_tags)>(block_tags);
static_assert(std::is_sorted(entity_words.begin(), entity_words.end(), name_before));
static_assert(std::is_sorted(inline_words.begin(), inline_words.end()));
static_assert(std::is_sorted(block_words.begin(), block_words.end()));

}  // namespace

std::optional<char32_t> html_entity(std::string_view name) {
    const auto at = std::lower_bound(entity_words.begin(), entity_words.end(), name, name_before);
    if (at == entity_words.end() || name_in(*at) != name) return std::nullopt;
    return code_point_at(at->data() + name.size(), at->data() + at->size()).value;
}

std::optional<HtmlTag> html_tag(std::string_view name) {
    const auto among = [name](const auto& words) {
        return std::binary_search(words.begin(), words.end(), name);
    };
    if (among(inline_words)) return HtmlTag::within_line;
    return among(block_words) ? std::optional(HtmlTag::between_lines) : std::nullopt;
}

std::span<const std::string_view> html_block_tags() { return block_words; }

}  // namespace malvec
