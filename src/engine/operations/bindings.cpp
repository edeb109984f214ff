#include "bindings.h"

namespace tidemark {

using namespace Qt::StringLiterals;

Result<BindingEdit> Bindings::propose(const QString &binding, const D1DatabaseInfo &database) const
{
    const auto location = findWranglerConfig(m_request.projectDirectory);
    if (!location)
        return location.error();
    if (location->file.isEmpty()) {
        return Error{
            .kind = Error::Kind::MissingInput,
            .message
            = u"There is no wrangler configuration that a binding could be written into."_s,
            .remedy = u"Run it in the project's folder, or leave --binding out."_s
        };
    }
    const D1Binding wish{ .binding = binding,
                          .databaseName = database.name,
                          .databaseId = database.id };
    return addBinding(location->file, wish, m_request.environment);
}

Result<> Bindings::write(const BindingEdit &edit)
{
    auto written = writeBinding(edit);
    if (!written) {
        Error &error = written.error();
        error.message
            = u"The database was made, but its binding was not written. "_s + error.message;
        error.databaseState = DatabaseState::Changed;
    }
    return written;
}

} // namespace tidemark
