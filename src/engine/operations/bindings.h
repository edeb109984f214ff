#pragma once

#include "selection.h"

#include <engine/database/d1/d1account.h>
#include <engine/project/bindingwriter.h>

namespace tidemark {

/// `databases create --binding`: an entry for a database in the project's wrangler configuration.
class Bindings
{
public:
    explicit Bindings(SelectionRequest request)
        : m_request(std::move(request))
    {}

    /// What would be written, for the environment of the request; nothing is. Fails with MissingInput without a wrangler
    /// configuration, and like addBinding().
    [[nodiscard]] Result<BindingEdit> propose(const QString &binding,
                                              const D1DatabaseInfo &database) const;
    /// Fails like writeBinding(); the database is there by then, and the error says so.
    [[nodiscard]] static Result<> write(const BindingEdit &edit);

private:
    SelectionRequest m_request;
};

} // namespace tidemark
