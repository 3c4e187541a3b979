# SPDX-License-Identifier: GPL-2.0-or-later
#
# optimise_as_a_whole(TARGET): functions of one file go into those of another, where the compiler can do that, and calls of other
# libraries take no detour. Does nothing where the build is to be debugged, or with sanitizers, whose reports name lines.
include(CheckIPOSupported)
include(CheckCCompilerFlag)

function(optimise_as_a_whole target)
    if(CMAKE_BUILD_TYPE STREQUAL "Debug" OR SIPCODES_SANITIZE)
        return()
    endif()
    check_ipo_supported(RESULT is_supported OUTPUT ignored LANGUAGES C)
    if(is_supported)
        set_target_properties(${target} PROPERTIES INTERPROCEDURAL_OPTIMIZATION ON)
    else()
        message(STATUS "The plugin is not optimised as a whole: this ${CMAKE_C_COMPILER_ID} cannot")
    endif()
    check_c_compiler_flag(-fno-plt SIPCODES_HAS_NO_PLT)
    if(SIPCODES_HAS_NO_PLT)
        target_compile_options(${target} PRIVATE -fno-plt)
    endif()
    target_compile_options(${target} PRIVATE $<$<C_COMPILER_ID:GNU,Clang,AppleClang>:-O3>)
endfunction()
