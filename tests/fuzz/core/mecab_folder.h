// A folder with the files of a MeCab dictionary, some of which are changed for an input.
#pragma once
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "reader.h"

namespace fuzz {

using Files = std::map<std::string, std::string>;

// What the dictionary needs for words of users, but char.bin.
inline const Files& mecab_definitions() {
    static const Files files{
        {"dicrc", "cost-factor = 700\nconfig-charset = UTF-8\n"},
        {"pos-id.def", "*,*,*,*,Compound 7\n(NNG|NNP),*,T 150\n* 3\n"},
        {"rewrite.def",
         "[unigram rewrite]\n*,*,*,* $1,$2,$3,$4\n[left rewrite]\n(JX|JKS),*,*,* $1,$4\n* $1\n"
         "[right rewrite]\n*,*,* $1,$3\n"},
        {"left-id.def", "0 NNG\n1 NNP\n2 \"JX\",\xeb\x8a\x94\n"},
        {"right-id.def", "0 NNG,F\n1 NNG,T\n2 NNP,T\n3 JX,T\n"},
        {"feature.def",
         "UNIGRAM U00:%F[0]\nUNIGRAM U01:%F?[1],%t\\t\nBIGRAM B:%L[0]\nUNIGRAM A:%u\n"},
        {"model.bin", std::string("\1\0\0\0UTF-8", 9) + std::string(27 + 16, '\1')}};
    return files;
}

// There as long as the process lives.
class Folder {
public:
    explicit Folder(Files files) : files(std::move(files)) {
        std::string made = (std::filesystem::temp_directory_path() / "fuzz-XXXXXX").string();
        REQUIRE(mkdtemp(made.data()) != nullptr);
        path = made;
        for (const auto& [name, bytes] : this->files) write(name, bytes);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() { std::filesystem::remove_all(path); }

    void change(const std::string& name, std::string_view bytes) {
        write(name, bytes);
        changed_.insert(name);
    }
    void restore() {
        for (const std::string& name : changed_) write(name, files.at(name));
        changed_.clear();
    }

    const Files files;
    std::string path;

private:
    void write(const std::string& name, std::string_view bytes) const {
        std::ofstream(path + "/" + name, std::ios::binary) << bytes;
    }

    std::set<std::string> changed_;
};

}  // namespace fuzz
