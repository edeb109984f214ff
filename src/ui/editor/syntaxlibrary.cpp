#include "syntaxlibrary.h"

#include <ui/resources.h>

using namespace Qt::StringLiterals;

namespace tidemark {

SyntaxLibrary::SyntaxLibrary()
{
    m_repository.addCustomSearchPath(highlightingFolder());
}

KSyntaxHighlighting::Definition SyntaxLibrary::sql() const
{
    return m_repository.definitionForName(u"Tidemark SQL"_s);
}

KSyntaxHighlighting::Definition SyntaxLibrary::json() const
{
    return m_repository.definitionForName(u"Tidemark JSON"_s);
}

KSyntaxHighlighting::Theme SyntaxLibrary::theme(bool dark) const
{
    return m_repository.theme(dark ? u"Tidemark Dark"_s : u"Tidemark Light"_s);
}

} // namespace tidemark
