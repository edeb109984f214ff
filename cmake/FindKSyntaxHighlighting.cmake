# KSyntaxHighlighting for Qt 6, as the target KSyntaxHighlighting::KSyntaxHighlighting.
#
# KF6 where it is packaged (Debian 13 and later). Debian 12 has no Qt 6 package of the library, but Qt Creator ships a Qt 6
# build of it, and libkf5syntaxhighlighting-dev has the headers of the same interface; that pair is the fallback.

find_package(KF6SyntaxHighlighting QUIET)
if(TARGET KF6::SyntaxHighlighting)
    add_library(KSyntaxHighlighting::KSyntaxHighlighting ALIAS KF6::SyntaxHighlighting)
    set(KSyntaxHighlighting_FOUND TRUE)
    return()
endif()

find_library(KSyntaxHighlighting_LIBRARY
    NAMES libKSyntaxHighlighting.so.9 KSyntaxHighlighting
    PATH_SUFFIXES qtcreator ${CMAKE_LIBRARY_ARCHITECTURE}/qtcreator)
find_path(KSyntaxHighlighting_INCLUDE_DIR
    NAMES KSyntaxHighlighting/Repository
    PATH_SUFFIXES KF5/KSyntaxHighlighting KF5)
if(NOT KSyntaxHighlighting_INCLUDE_DIR)
    find_path(KSyntaxHighlighting_INCLUDE_DIR NAMES Repository PATH_SUFFIXES KF5/KSyntaxHighlighting)
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(KSyntaxHighlighting
    REQUIRED_VARS KSyntaxHighlighting_LIBRARY KSyntaxHighlighting_INCLUDE_DIR)

if(KSyntaxHighlighting_FOUND AND NOT TARGET KSyntaxHighlighting::KSyntaxHighlighting)
    add_library(KSyntaxHighlighting::KSyntaxHighlighting SHARED IMPORTED)
    set_target_properties(KSyntaxHighlighting::KSyntaxHighlighting PROPERTIES
        IMPORTED_LOCATION ${KSyntaxHighlighting_LIBRARY}
        INTERFACE_INCLUDE_DIRECTORIES ${KSyntaxHighlighting_INCLUDE_DIR})
endif()
