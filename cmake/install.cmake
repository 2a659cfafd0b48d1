# What other programs need, into a prefix that can be moved unless CMAKE_INSTALL_LIBDIR is absolute:
# headers, libmalvec, licences, and how CMake and pkg-config find them. In a wheel the prefix is the
# folder of the package, and because wheels have no links, libmalvec.so is a line for the linker
# there.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

if(SKBUILD)
  set(root malvec/)
  set(libraries lib)
else()
  set(root "")
  set(libraries ${CMAKE_INSTALL_LIBDIR})
endif()
set(made ${CMAKE_CURRENT_BINARY_DIR}/install)
set(package ${libraries}/cmake/malvec)
set(pkgconfig ${libraries}/pkgconfig)

install(TARGETS malvec
  LIBRARY DESTINATION ${root}${libraries} COMPONENT runtime NAMELINK_SKIP)
if(SKBUILD)
  file(WRITE ${made}/libmalvec.so "INPUT(libmalvec.so.1)\n")
  install(FILES ${made}/libmalvec.so DESTINATION ${root}${libraries} COMPONENT development)
else()
  install(TARGETS malvec LIBRARY DESTINATION ${libraries} COMPONENT development NAMELINK_ONLY)
endif()
if(MALVEC_STATIC AND NOT SKBUILD)
  install(FILES ${MALVEC_STATIC} DESTINATION ${libraries} COMPONENT development)
endif()
if(NOT SKBUILD)
  install(FILES ${CMAKE_CURRENT_LIST_DIR}/../LICENSE ${CMAKE_CURRENT_LIST_DIR}/../NOTICE
    DESTINATION ${CMAKE_INSTALL_DATADIR}/licenses/malvec COMPONENT runtime)
endif()
install(DIRECTORY ${CMAKE_CURRENT_LIST_DIR}/../cpp/include/malvec DESTINATION ${root}include
  COMPONENT development)

configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/malvecConfig.cmake.in
  ${made}/malvecConfig.cmake INSTALL_DESTINATION ${package})
write_basic_package_version_file(${made}/malvecConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES ${made}/malvecConfig.cmake ${made}/malvecConfigVersion.cmake
  DESTINATION ${root}${package} COMPONENT development)

if(IS_ABSOLUTE "${libraries}")
  set(prefix "${CMAKE_INSTALL_PREFIX}")
  set(libdir "${libraries}")
else()
  file(RELATIVE_PATH up "/${pkgconfig}" "/")
  string(REGEX REPLACE "/$" "" up "${up}")
  set(prefix "\${pcfiledir}/${up}")
  set(libdir "\${prefix}/${libraries}")
endif()
set(rpath "")
if(SKBUILD)  # no loader looks into the folders of Python
  set(rpath " -Wl,-rpath,\${libdir}")
endif()
configure_file(${CMAKE_CURRENT_LIST_DIR}/malvec.pc.in ${made}/malvec.pc @ONLY)
install(FILES ${made}/malvec.pc DESTINATION ${root}${pkgconfig} COMPONENT development)
