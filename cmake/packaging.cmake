# SPDX-License-Identifier: GPL-2.0-or-later
#
# What "cpack" makes: a package for the Wireshark that the build found, .deb on Debian and Ubuntu, .rpm where rpmbuild is, and the source
# archive (cpack --config CPackSourceConfig.cmake). Include this after every install() rule, stand-alone builds only.
#
# Who builds is the maintainer of the package: by Debian's variables DEBFULLNAME and DEBEMAIL. Without them the address is one that
# cannot be (RFC 2606): the project has none of its own. There is no Homepage for the same reason.

set(CPACK_PACKAGE_NAME wireshark-sipcodes)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_VENDOR "The sipcodes project")
set(CPACK_PACKAGE_CONTACT "The sipcodes project <maintainers@sipcodes.invalid>")
if(NOT "$ENV{DEBEMAIL}" STREQUAL "")
    set(CPACK_PACKAGE_CONTACT "$ENV{DEBFULLNAME} <$ENV{DEBEMAIL}>")
endif()
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "Wireshark plugin that explains SIP response codes")
set(CPACK_PACKAGE_DESCRIPTION
"For every SIP response, the packet details tell what its status code means,
what usually causes it, where it is specified, and what is wrong with this
very response; over several messages, how calls ended and who made a failure.
The fields are named sipcodes.* and work in display filters, columns and
tshark.")
set(CPACK_STRIP_FILES ON)
set(CPACK_VERBATIM_VARIABLES ON)
set(CPACK_PRE_BUILD_SCRIPTS ${CMAKE_CURRENT_LIST_DIR}/packaging-modes.cmake)

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
# builds knows it.
function(find_libwireshark_package result)
    set(${result} "" PARENT_SCOPE)
    find_program(DPKG_QUERY dpkg-query)
    find_package(PkgConfig QUIET)
    if(NOT DPKG_QUERY OR NOT PKG_CONFIG_FOUND)
        return()
    endif()
    pkg_get_variable(libdir wireshark libdir)
    get_filename_component(library "${libdir}/libwireshark.so" REALPATH)
    execute_process(COMMAND ${DPKG_QUERY} --search ${library}
        OUTPUT_VARIABLE owner ERROR_QUIET RESULT_VARIABLE status)
    if(status EQUAL 0 AND owner MATCHES "^(libwireshark[0-9][^:]*):")
        set(${result} ${CMAKE_MATCH_1} PARENT_SCOPE)
    endif()
endfunction()

# The date of a release stands in CHANGELOG.md, beside its version.
function(find_release_date result)
    file(STRINGS ${PROJECT_SOURCE_DIR}/CHANGELOG.md heading REGEX "^## ${PROJECT_VERSION} ")
    string(REGEX MATCH "[0-9]+-[0-9]+-[0-9]+" day "${heading}")
    execute_process(COMMAND date -u -R -d "${day}" OUTPUT_VARIABLE date OUTPUT_STRIP_TRAILING_WHITESPACE)
    string(REGEX MATCH "^[0-9]+" year "${day}")
    set(${result} ${date} PARENT_SCOPE)
    set(${result}_year ${year} PARENT_SCOPE)
endfunction()

# Packages must carry these; a plain "cmake --install" has no business in /usr/share/doc and /usr/share/man.
# KIND: debian, rpm, or package for both.
function(install_in_package kind file folder)
    install(FILES ${file} DESTINATION share/${folder} COMPONENT ${kind} EXCLUDE_FROM_ALL
        PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ WORLD_READ)
endfunction()

# Without a name and a time in it: the same sources make the same package.
function(install_compressed kind file name folder)
    set(compressed ${PROJECT_BINARY_DIR}/package/${name}.gz)
    execute_process(COMMAND gzip -9nc ${file} OUTPUT_FILE ${compressed})
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
    install_in_package(${kind} ${compressed} ${folder})
endfunction()

file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/package)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_RPM_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_GROUPING ALL_COMPONENTS_IN_ONE)
install_compressed(package ${PROJECT_SOURCE_DIR}/docs/sipcodes.7 sipcodes.7 man/man7)
install_compressed(package ${PROJECT_SOURCE_DIR}/docs/sipcodes-report.1 sipcodes-report.1 man/man1)

find_libwireshark_package(_libwireshark)
find_program(RPMBUILD rpmbuild)
set(_series ${SIPCODES_WIRESHARK_XY})
string(REGEX REPLACE "^.*\\." "" _next_series ${_series})
math(EXPR _next_series "${_next_series} + 1")
string(REGEX REPLACE "[0-9]+$" ${_next_series} _next_series ${_series})
if(_libwireshark)
    include(${CMAKE_CURRENT_LIST_DIR}/packaging-deb.cmake)
elseif(RPMBUILD)
    set(CPACK_GENERATOR RPM)
else()
    message(STATUS "No package: libwireshark does not come from a Debian package, and there is no rpmbuild")
    set(CPACK_GENERATOR TXZ)
endif()

# Also for "cpack -G RPM" on a Debian. Not tried on a Fedora, whose names of packages these are: there libwireshark is in wireshark-cli.
set(CPACK_RPM_FILE_NAME RPM-DEFAULT)
set(CPACK_RPM_PACKAGE_LICENSE GPL-2.0-or-later)
set(CPACK_RPM_PACKAGE_RELEASE 1.ws${_series})
set(CPACK_RPM_PACKAGE_GROUP Applications/Internet)
set(CPACK_RPM_PACKAGE_DESCRIPTION "${CPACK_PACKAGE_DESCRIPTION}")
set(CPACK_RPM_PACKAGE_REQUIRES "wireshark-cli >= ${_series}, wireshark-cli < ${_next_series}")
set(CPACK_RPM_PACKAGE_AUTOREQ ON)
set(CPACK_PACKAGE_RELOCATABLE OFF)
# They would be taken for files of settings: those are what usually has an absolute path.
set(CPACK_RPM_USER_FILELIST "%attr(644, root, root) ${SIPCODES_PLUGIN_DIR}/epan/sipcodes.so")
file(GLOB_RECURSE _profile RELATIVE ${PROJECT_SOURCE_DIR}/plugin/profile CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/plugin/profile/*)
if(_profile)
    # As it is installed: the folder, and all that is in it.
    list(APPEND CPACK_RPM_USER_FILELIST "%dir ${SIPCODES_PROFILES_DIR}/")
endif()
foreach(_file IN LISTS _profile)
    list(APPEND CPACK_RPM_USER_FILELIST "%attr(644, root, root) ${SIPCODES_PROFILES_DIR}/${_file}")
endforeach()
find_release_date(_released)
string(REGEX REPLACE "^(...), 0?([0-9]+) (...) (....).*" "\\1 \\3 \\2 \\4" _day "${_released}")
file(WRITE ${PROJECT_BINARY_DIR}/package/changelog.rpm
"* ${_day} ${CPACK_PACKAGE_CONTACT} - ${PROJECT_VERSION}-${CPACK_RPM_PACKAGE_RELEASE}
- Built for Wireshark ${_series}
")
set(CPACK_RPM_CHANGELOG_FILE ${PROJECT_BINARY_DIR}/package/changelog.rpm)
# Folders of other packages are not this one's.
set(_folder ${SIPCODES_PLUGIN_DIR}/epan)
set(CPACK_RPM_EXCLUDE_FROM_AUTO_FILELIST_ADDITION
    /usr/share/man /usr/share/man/man1 /usr/share/man/man7 /usr/share/licenses /usr/share/wireshark /usr/share/wireshark/profiles)
while(NOT _folder MATCHES "^/?(usr|)/?$")
    list(APPEND CPACK_RPM_EXCLUDE_FROM_AUTO_FILELIST_ADDITION ${_folder})
    get_filename_component(_folder ${_folder} DIRECTORY)
endwhile()
install_in_package(rpm ${PROJECT_SOURCE_DIR}/LICENSE licenses/${CPACK_PACKAGE_NAME})
set(CPACK_PROJECT_CONFIG_FILE ${CMAKE_CURRENT_LIST_DIR}/packaging-components.cmake)

get_cmake_property(CPACK_COMPONENTS_ALL COMPONENTS)
include(CPack)
