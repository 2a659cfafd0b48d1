// The functions behind the entries of malvec.h, compiled for every instruction-set level: each
// level has a table of them, malvec_functions_v3 and so on.
#pragma once
#include "malvec/malvec.h"

namespace malvec::c_api {

struct Functions {
    const char* isa;
};

}  // namespace malvec::c_api
