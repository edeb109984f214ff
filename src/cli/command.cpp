#include "command.h"

namespace tidemark::cli {

using namespace Qt::StringLiterals;

Result<Selection> Invocation::select(Purpose purpose, std::optional<PlaceOfTarget> place) const
{
    if (arguments.has(u"url"_s)) {
        return Error{ .kind = Error::Kind::Usage,
                      .message = u"PostgreSQL databases are not supported by this version."_s,
                      .remedy = u"Use a project's databases, or --sqlite FILE."_s };
    }
    SelectionRequest request = arguments.selection(engine->environment);
    if (place)
        request.place = place;
    auto selection = tidemark::select(engine, request, purpose);
    if (selection && !selection->note.isEmpty())
        console->log(u"info"_s, u"place"_s, selection->note);
    const bool isRemote
        = selection && std::ranges::any_of(selection->targets, [](const auto &each) {
              return each.target.place == PlaceOfTarget::Remote;
          });
    if (!isRemote)
        return selection;
    const auto way = cloudflare();
    if (!way)
        return way.error();
    engine->cloudflare->use(*way);
    return selection;
}

void Invocation::announce(const Selection &selection) const
{
    for (const SelectedTarget &selected : selection.targets)
        console->log(u"info"_s, u"target"_s, selected.target.label(), selected.target.stream);
}

Result<> Invocation::confirmProduction(const Selection &selection) const
{
    for (const SelectedTarget &selected : selection.targets) {
        if (!selected.target.production)
            continue;
        if (auto confirmed = confirmName(selected.target, u"This is production."_s); !confirmed)
            return confirmed.error();
    }
    return Ok{};
}

Result<> Invocation::confirmName(const Target &target, const QString &question) const
{
    const QString expected = target.name.isEmpty() ? target.stream : target.name;
    if (arguments.all(u"confirm"_s).contains(expected))
        return Ok{};
    if (console->canAsk()) {
        const QString answer = console->ask(
            u"%1\n%2\nType %3 to confirm:"_s.arg(target.label(), question, expected));
        if (answer == expected)
            return Ok{};
    }
    return Error{ .kind = Error::Kind::Usage,
                  .message = u"%1 was not confirmed."_s.arg(target.label()),
                  .remedy = u"Add --confirm %1."_s.arg(expected) };
}

Result<CloudflareRequest> Invocation::cloudflare() const
{
    CloudflareRequest request{ .token = { .account = arguments.value(u"account"_s),
                                          .environment = engine->environment },
                               .apiUrl = arguments.value(u"api-url"_s) };
    const QString source = arguments.value(u"token-from"_s);
    for (const TokenFrom from :
         { TokenFrom::Environment, TokenFrom::Keychain, TokenFrom::StandardInput }) {
        if (source == tokenSourceName(from))
            request.token.from = from;
    }
    if (request.token.from != TokenFrom::StandardInput)
        return request;
    const auto text = console->readSecret(u"API token (it will not show):"_s);
    if (!text)
        return text.error();
    const auto token = tokenFromText(*text);
    if (!token)
        return token.error();
    request.token.given = *token;
    return request;
}

Result<SelectedTarget> Invocation::single(const Selection &selection) const
{
    if (selection.targets.size() == 1)
        return selection.targets.first();
    QStringList names;
    for (const SelectedTarget &selected : selection.targets)
        names.append(selected.target.stream);
    return Error{ .kind = Error::Kind::Usage,
                  .message
                  = u"%1 acts on one database, and the project has %2."_s.arg(arguments.command)
                        .arg(selection.targets.size()),
                  .remedy = u"Add --database with one of: %1."_s.arg(names.join(u", "_s)) };
}

} // namespace tidemark::cli
