#include "c_api/functions.h"

#define MALVEC_JOINED(a, b) a##b
#define MALVEC_NAMED(a, b) MALVEC_JOINED(a, b)
#define MALVEC_QUOTED(a) #a
#define MALVEC_TEXT(a) MALVEC_QUOTED(a)

extern "C" {
extern const malvec::c_api::Functions MALVEC_NAMED(malvec_functions_, MALVEC_ISA);
const malvec::c_api::Functions MALVEC_NAMED(malvec_functions_, MALVEC_ISA) = {
    MALVEC_TEXT(MALVEC_ISA),
};
}
