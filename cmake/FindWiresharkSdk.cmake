# SPDX-License-Identifier: GPL-2.0-or-later
#
# Finds the Wireshark to build for: its CMake package, or pkg-config where that is not installed (Debian).
# Sets SIPCODES_WIRESHARK_XY (such as 4.0), SIPCODES_PLUGIN_DIR (without "epan") and SIPCODES_PROFILES_DIR, and makes the target
# sipcodes_wireshark.
#
# It may have been upgraded since the last time, so nothing of it is taken from the cache.

add_library(sipcodes_wireshark INTERFACE)

find_package(Wireshark CONFIG QUIET)
if(Wireshark_FOUND)
    set(SIPCODES_WIRESHARK_VERSION ${Wireshark_VERSION})
    set(SIPCODES_WIRESHARK_XY ${Wireshark_MAJOR_VERSION}.${Wireshark_MINOR_VERSION})
    set(SIPCODES_PLUGIN_DIR ${Wireshark_PLUGIN_INSTALL_DIR})
    set(prefix ${Wireshark_INSTALL_PREFIX})
    target_link_libraries(sipcodes_wireshark INTERFACE epan)
    target_compile_definitions(sipcodes_wireshark INTERFACE HAVE_PLUGINS)
else()
    find_package(PkgConfig REQUIRED)
    get_cmake_property(cached CACHE_VARIABLES)
    list(FILTER cached INCLUDE REGEX "^(pkgcfg_lib_|__pkg_config_checked_)?WIRESHARK(_|$)")
    foreach(name IN LISTS cached)
        unset(${name} CACHE)
    endforeach()
    pkg_check_modules(WIRESHARK QUIET IMPORTED_TARGET wireshark)
    if(NOT WIRESHARK_FOUND)
        message(FATAL_ERROR "Wireshark's development files are missing. Debian and Ubuntu: apt-get install libwireshark-dev. "
                            "Fedora: dnf install wireshark-devel. Without them, -DSIPCODES_CORE_ONLY=ON builds the core and its tests.")
    endif()
    set(SIPCODES_WIRESHARK_VERSION ${WIRESHARK_VERSION})
    string(REGEX MATCH "^[0-9]+\\.[0-9]+" SIPCODES_WIRESHARK_XY ${WIRESHARK_VERSION})
    pkg_get_variable(SIPCODES_PLUGIN_DIR wireshark plugindir)
    pkg_get_variable(prefix wireshark prefix)
    target_link_libraries(sipcodes_wireshark INTERFACE PkgConfig::WIRESHARK)
endif()
# Both name the folder of plugins and neither that of profiles, which is where each Wireshark on a Unix has its data.
if(NOT prefix)
    set(prefix ${CMAKE_INSTALL_PREFIX})
endif()
set(SIPCODES_PROFILES_DIR ${prefix}/share/wireshark/profiles)
# The headers that a package brings are older than what was compiled with those before them. With the version in its command,
# everything that reads them is compiled again.
target_compile_definitions(sipcodes_wireshark INTERFACE SIPCODES_WIRESHARK_VERSION="${SIPCODES_WIRESHARK_VERSION}")
message(STATUS "Wireshark ${SIPCODES_WIRESHARK_XY}, plugins in ${SIPCODES_PLUGIN_DIR}")
