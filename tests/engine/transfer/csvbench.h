#pragma once

#include <engine/transfer/csvimport.h>
#include <support/scratch.h>

#include <QtTest>

namespace tidemark::csvbench {

using namespace Qt::StringLiterals;

using Texts = QStringList;

/// A file, and a database beside it.
struct Bench {
    explicit Bench(const QByteArray &csv,
                   const QByteArray &script = {},
                   SqliteOptions::Profile pretended = SqliteOptions::Profile::Sqlite)
        : file(folder.write(u"rows.csv"_s, csv))
        , profile(pretended)
    {
        auto connection = open();
        if (const auto done = connection.run(script); !done)
            qFatal("%s", qPrintable(done.error().message));
    }

    [[nodiscard]] SqliteConnection open() const
    {
        SqliteOptions options;
        options.access = SqliteOptions::Access::Create;
        options.profile = profile;
        auto connection = SqliteConnection::open(folder.path(u"db.sqlite"_s), options);
        if (!connection)
            qFatal("%s", qPrintable(connection.error().message));
        return std::move(*connection);
    }

    [[nodiscard]] Result<CsvPlan> plan(CsvOptions options = {}) const
    {
        options.file = file;
        if (options.table.isEmpty())
            options.table = u"t"_s;
        auto connection = open();
        return planCsvImport(connection, options);
    }

    [[nodiscard]] Result<CsvImportReport> run(const CsvImportRequest &request,
                                              const Conduct &conduct = {}) const
    {
        auto connection = open();
        return importCsv(connection, request, conduct);
    }

    [[nodiscard]] Result<CsvImportReport> import(const CsvOptions &options = {},
                                                 const QString &rejects = {}) const
    {
        const auto planned = plan(options);
        if (!planned)
            return planned.error();
        return run({ .plan = *planned, .rejects = rejects });
    }

    [[nodiscard]] std::optional<CsvProgress> progress() const
    {
        auto connection = open();
        const auto found = readCsvProgress(connection, u"t"_s);
        if (!found)
            qFatal("%s", qPrintable(found.error().message));
        return *found;
    }

    /// All rows of the table, a value as its literal.
    [[nodiscard]] Texts rows(const QByteArray &sql = "SELECT * FROM t ORDER BY rowid") const
    {
        auto connection = open();
        const auto found = connection.query({ sql });
        if (!found)
            qFatal("%s", qPrintable(found.error().message));
        Texts texts;
        for (const Row &row : found->rows) {
            QByteArrayList values;
            for (const Value &value : row)
                values.append(value.literal());
            texts.append(QString::fromUtf8(values.join(' ')));
        }
        return texts;
    }

    ScratchFolder folder;
    QString file;
    SqliteOptions::Profile profile;
};

#define VERIFY_DONE(expression) \
    do { \
        const auto &outcome = expression; /* once */ \
        QVERIFY2(outcome, outcome ? "" : qPrintable(outcome.error().message)); \
    } while (false)

} // namespace tidemark::csvbench
