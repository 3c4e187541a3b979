# SPDX-License-Identifier: GPL-2.0-or-later
#
# Read by cpack when all files are in their places: folders that it has made under a umask of 077 would let nobody in.
file(CHMOD_RECURSE ${CPACK_TEMPORARY_DIRECTORY} DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
