#pragma once

#include "connectaccount.h"

#include <engine/project/target.h>

namespace tidemark {

/// A database to which the statement of a writing test might go.
struct WritingPlace {
    enum class Bar {
        None,
        OpenProject, ///< what is open calls it production
        Name, ///< it is called like production
    };

    D1DatabaseInfo database;
    Bar bar = Bar::None; ///< why the test keeps away from it
    QString environment = {}; ///< Bar::OpenProject: the word of the environment that names it

    [[nodiscard]] bool isFree() const { return bar == Bar::None; }
    bool operator==(const WritingPlace &other) const = default;
};

struct WritingPlaces {
    QList<WritingPlace> places; ///< in the account's order
    qint64 total = -1; ///< how many have such a name; -1 if that was not told
};

/// The one statement that would be sent, and where to.
struct WritingPlan {
    WritingPlace place;
    QString table = {}; ///< that the statement names
    QByteArray sql = {}; ///< empty: the database has no table that could be named

    [[nodiscard]] bool isEmpty() const { return sql.isEmpty(); }
};

/// Finds out whether a token may write where it may not say so itself: by one statement that needs the right and changes no
/// row. Never on production. Nothing is noted in the journal, as nothing is written.
///
/// A value that keeps its way to Cloudflare, which speaks with the token alone. All fail as D1Client does.
class TestWriting
{
public:
    /// @p trial of @p token, which left the right to write unknown.
    TestWriting(const EnginePointer &engine, const Secret &token, TokenTrial trial);

    /// The account's databases whose name contains @p namePart (empty: all), at most 1,000. @p open: targets of what is
    /// open; it says which of them are production. One request.
    [[nodiscard]] QCoro::Task<Result<WritingPlaces>>
    places(QString namePart, QList<Target> open, Conduct conduct) const;

    /// Reads the schema for a table to name. One request. Fails with Policy for a place that is barred.
    [[nodiscard]] QCoro::Task<Result<WritingPlan>> plan(WritingPlace place, Conduct conduct) const;

    /// Sends it: one request, and one more to read after a refusal, as a token that was revoked meanwhile is refused as well.
    /// The trial with what it told, as an answer for Right::D1Edit and in its requests. Fails if that is still not known; the
    /// database is Unchanged whatever happens. Fails with Policy as plan(), with Usage for an empty plan.
    [[nodiscard]] QCoro::Task<Result<TokenTrial>> run(WritingPlan plan, Conduct conduct) const;

    /// Those of the trial and all since.
    [[nodiscard]] qint64 requests() const;

private:
    std::shared_ptr<Cloudflare> m_way;
    TokenTrial m_trial;
};

} // namespace tidemark
