#include "c_api/functions.h"

#define MALVEC_JOINED(a, b) a##b
#define MALVEC_TABLE(level) MALVEC_JOINED(malvec_functions_, level)
#define MALVEC_QUOTED(text) #text
#define MALVEC_NAME_OF(level) MALVEC_QUOTED(level)
#define MALVEC_ADDRESS(name) &malvec::c_api::name,

extern "C" {
extern const malvec::c_api::Functions MALVEC_TABLE(MALVEC_ISA);
const malvec::c_api::Functions MALVEC_TABLE(MALVEC_ISA) = {MALVEC_NAME_OF(MALVEC_ISA),
                                                           MALVEC_FUNCTIONS(MALVEC_ADDRESS)};
}
