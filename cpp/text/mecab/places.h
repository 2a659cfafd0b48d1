// Where the dictionary of MeCab is on this machine.
#pragma once
#include <string>

namespace malvec {

// The folder of the Python package python-mecab-ko-dic beside malvec's own, else where mecab-ko
// installs it; empty where there is none.
std::string mecab_dictionary_folder();

}  // namespace malvec
