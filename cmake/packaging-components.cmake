# SPDX-License-Identifier: GPL-2.0-or-later
#
# Read by cpack for each kind of package: what belongs to the other kind stays out.
if(CPACK_GENERATOR STREQUAL "DEB")
    list(REMOVE_ITEM CPACK_COMPONENTS_ALL rpm)
else()
    list(REMOVE_ITEM CPACK_COMPONENTS_ALL debian)
endif()
