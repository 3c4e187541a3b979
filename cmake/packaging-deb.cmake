# SPDX-License-Identifier: GPL-2.0-or-later
#
# The Debian package, as packaging.cmake has found its Wireshark.

set(CPACK_GENERATOR DEB)
# One version of the plugin makes a package for each Wireshark; after an upgrade of the system, the package for the newer Wireshark must
# be the newer package.
set(CPACK_DEBIAN_PACKAGE_RELEASE 1+ws${_series})
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_ENHANCES "wireshark, tshark")
# For sipcodes-report, and for its pages and other machines.
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "tshark, wireshark-common, python3, parallel")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "python3-jinja2, python3-matplotlib, openssh-client, rsync, zstd")
set(CPACK_DEBIAN_PACKAGE_DEPENDS "${_libwireshark} (>= ${_series}~), ${_libwireshark} (<< ${_next_series}~)")
# The C library, GLib and what else the plugin links. Without it there is a package all the same, for libwireshark needs these, too.
find_program(DPKG_SHLIBDEPS dpkg-shlibdeps)
if(DPKG_SHLIBDEPS)
    set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
else()
    message(STATUS "dpkg-dev is missing: the package will not name the C library it needs")
endif()

find_release_date(_released)
file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/package/copyright @ONLY CONTENT
"Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: sipcodes

Files: *
Copyright: @_released_year@ The sipcodes project
License: GPL-2.0-or-later
 This program is free software; you can redistribute it and/or modify it under
 the terms of the GNU General Public License, version 2 or (at your option) any
 later version. It comes without any warranty.
 .
 On Debian systems the licence is in /usr/share/common-licenses/GPL-2.
")
install_in_package(debian ${PROJECT_BINARY_DIR}/package/copyright doc/${CPACK_PACKAGE_NAME})

file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/package/changelog.Debian @ONLY CONTENT
"@CPACK_PACKAGE_NAME@ (@PROJECT_VERSION@-@CPACK_DEBIAN_PACKAGE_RELEASE@) unstable; urgency=medium

  * Built for Wireshark @_series@. What is new stands in changelog.gz.

 -- @CPACK_PACKAGE_CONTACT@  @_released@
")
install_compressed(debian ${PROJECT_BINARY_DIR}/package/changelog.Debian changelog.Debian doc/${CPACK_PACKAGE_NAME})
install_compressed(debian ${PROJECT_SOURCE_DIR}/CHANGELOG.md changelog doc/${CPACK_PACKAGE_NAME})
