# SPDX-License-Identifier: GPL-2.0-or-later
#
# What "cpack" makes: a Debian package for the Wireshark that the build found, and the source archive
# (cpack --config CPackSourceConfig.cmake). Include this after every install() rule, stand-alone builds only.

set(CPACK_PACKAGE_NAME wireshark-sipcodes)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_VENDOR "The sipcodes project")
set(CPACK_PACKAGE_CONTACT "The sipcodes project")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "Wireshark plugin that explains SIP response codes")
set(CPACK_PACKAGE_DESCRIPTION
"For every SIP response, the packet details tell what its status code means,
what usually causes it, where it is specified, and what is wrong with this
very response. The fields are named sipcodes.* and work in display filters,
columns and tshark.")
set(CPACK_STRIP_FILES ON)
set(CPACK_VERBATIM_VARIABLES ON)

# Patterns are matched against whole paths, so they are tied to the source folder: a checkout that itself
# lies below some "build" must not lose everything.
string(REGEX REPLACE "([][+.*()^$?|\\\\])" "\\\\\\1" _source_dir "${PROJECT_SOURCE_DIR}")
string(REGEX REPLACE "([][+.*()^$?|\\\\])" "\\\\\\1" _binary_dir "${PROJECT_BINARY_DIR}")
set(CPACK_SOURCE_GENERATOR TXZ)
set(CPACK_SOURCE_PACKAGE_FILE_NAME sipcodes-${PROJECT_VERSION})
set(CPACK_SOURCE_IGNORE_FILES
    "^${_source_dir}/\\.git(/|$)"
    "^${_source_dir}/build[^/]*/"
    "^${_binary_dir}/"
    "/__pycache__/"
    "/\\.pytest_cache/"
    "~$")

# The library's package name carries its ABI (libwireshark16, libwireshark17t64), and only the system that
# builds knows it. Everything else that the plugin links is what libwireshark itself depends on.
function(find_libwireshark_package result)
    set(${result} "" PARENT_SCOPE)
    find_program(DPKG_QUERY dpkg-query)
    find_package(PkgConfig QUIET)
    if(NOT DPKG_QUERY OR NOT PKG_CONFIG_FOUND)
        return()
    endif()
    pkg_get_variable(libdir wireshark libdir)
    file(REAL_PATH "${libdir}/libwireshark.so" library)
    execute_process(COMMAND ${DPKG_QUERY} --search ${library}
        OUTPUT_VARIABLE owner ERROR_QUIET RESULT_VARIABLE status)
    if(status EQUAL 0 AND owner MATCHES "^(libwireshark[0-9][^:]*):")
        set(${result} ${CMAKE_MATCH_1} PARENT_SCOPE)
    endif()
endfunction()

function(find_wireshark_series result next)
    execute_process(COMMAND ${PKG_CONFIG_EXECUTABLE} --modversion wireshark
        OUTPUT_VARIABLE version OUTPUT_STRIP_TRAILING_WHITESPACE)
    string(REGEX MATCH "^([0-9]+)\\.([0-9]+)" series "${version}")
    math(EXPR next_minor "${CMAKE_MATCH_2} + 1")
    set(${result} ${series} PARENT_SCOPE)
    set(${next} ${CMAKE_MATCH_1}.${next_minor} PARENT_SCOPE)
endfunction()

find_libwireshark_package(_libwireshark)
if(_libwireshark)
    find_wireshark_series(_series _next_series)
    set(CPACK_GENERATOR DEB)
    # One version of the plugin makes a package for each Wireshark; after an upgrade of the system, the
    # package for the newer Wireshark must be the newer package.
    set(CPACK_DEBIAN_PACKAGE_RELEASE 1+ws${_series})
    set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
    set(CPACK_DEBIAN_PACKAGE_SECTION net)
    set(CPACK_DEBIAN_PACKAGE_DEPENDS
        "${_libwireshark} (>= ${_series}~), ${_libwireshark} (<< ${_next_series}~)")
    set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS OFF)

    file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/package/copyright @ONLY CONTENT
"Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: sipcodes

Files: *
Copyright: The sipcodes project
License: GPL-2.0-or-later
 This program is free software; you can redistribute it and/or modify it under
 the terms of the GNU General Public License, version 2 or (at your option) any
 later version. It comes without any warranty.
 .
 On Debian systems the licence is in /usr/share/common-licenses/GPL-2.
")
    # A package must carry it; a plain "cmake --install" has no business in /usr/share/doc.
    install(FILES ${PROJECT_BINARY_DIR}/package/copyright
        DESTINATION share/doc/${CPACK_PACKAGE_NAME} COMPONENT package EXCLUDE_FROM_ALL)
    set(CPACK_DEB_COMPONENT_INSTALL ON)
    set(CPACK_COMPONENTS_GROUPING ALL_COMPONENTS_IN_ONE)
    get_cmake_property(CPACK_COMPONENTS_ALL COMPONENTS)
else()
    message(STATUS "No Debian package: libwireshark does not come from one")
    set(CPACK_GENERATOR TXZ)
endif()

include(CPack)
