#pragma once

#include <KSyntaxHighlighting/Definition>
#include <KSyntaxHighlighting/Repository>
#include <KSyntaxHighlighting/Theme>

namespace tidemark {

/// The highlighting definitions and themes, read once and lent to every editor; outlives them.
class SyntaxLibrary
{
public:
    /// Needs registerResources().
    SyntaxLibrary();

    /// SQL as SQLite and D1 read it.
    [[nodiscard]] KSyntaxHighlighting::Definition sql() const;
    [[nodiscard]] KSyntaxHighlighting::Definition json() const;
    [[nodiscard]] KSyntaxHighlighting::Theme theme(bool dark) const;

private:
    KSyntaxHighlighting::Repository m_repository;
};

} // namespace tidemark
