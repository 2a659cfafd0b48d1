# Instruction-set levels: which ones are built, and what the compiler is told for each.
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  set(all_levels v2 v3 v4)
else()
  set(all_levels base)
endif()
list(GET all_levels 0 MALVEC_LOWEST)

# native and runnable ask the processor, by the same code that Python asks.
if(MALVEC_LEVELS MATCHES "^(native|runnable)$" AND NOT all_levels STREQUAL "base")
  if(NOT MALVEC_BEST_LEVEL)
    try_run(ran compiled ${CMAKE_BINARY_DIR}/level
      ${PROJECT_SOURCE_DIR}/cpp/bindings/print_level.cpp
      CMAKE_FLAGS -DINCLUDE_DIRECTORIES=${PROJECT_SOURCE_DIR}/cpp RUN_OUTPUT_VARIABLE best)
    set(MALVEC_BEST_LEVEL "${best}" CACHE INTERNAL "The best level that this machine runs")
  endif()
  list(FIND all_levels "${MALVEC_BEST_LEVEL}" place)
  if(place LESS 0)
    message(FATAL_ERROR "malvec needs a processor with SSE4.2 (x86-64-v2, 2009 or later)")
  endif()
  math(EXPR count "${place} + 1")
  list(SUBLIST all_levels 0 ${count} runnable)
  set(native ${MALVEC_BEST_LEVEL})
  set(MALVEC_LEVELS ${${MALVEC_LEVELS}})
elseif(NOT MALVEC_LEVELS OR all_levels STREQUAL "base")
  set(MALVEC_LEVELS ${all_levels})
  if(SKBUILD)
    string(REPLACE ";" ", " names "${all_levels}")
    set(notice "malvec: compiling for all instruction-set levels (${names}), some minutes; \
for this machine alone: pip install -C cmake.define.MALVEC_LEVELS=native .")
    message(STATUS "${notice}")
    # pip shows what a build prints only with -v.
    execute_process(COMMAND sh -c "printf '\\n%s\\n' \"$0\" >/dev/tty" "${notice}" ERROR_QUIET)
  endif()
endif()

function(malvec_level_options target level)
  target_compile_options(${target} PUBLIC
    -ffp-contract=fast -fno-math-errno -fno-trapping-math)
  if(NOT level STREQUAL "base")
    target_compile_options(${target} PRIVATE -march=x86-64-${level})
    if(level STREQUAL "v4")
      target_compile_options(${target} PRIVATE -mprefer-vector-width=512)
    endif()
  endif()
  if(MALVEC_SANITIZE)
    target_compile_options(${target} PUBLIC
      -fsanitize=${MALVEC_SANITIZE} -fno-omit-frame-pointer -g1)
    target_link_options(${target} PUBLIC -fsanitize=${MALVEC_SANITIZE})
  endif()
endfunction()
