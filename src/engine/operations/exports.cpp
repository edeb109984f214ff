#include "exports.h"

#include "conducts.h"

#include <QFileInfo>
#include <QSaveFile>
#include <QTemporaryDir>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

Result<> exportTo(SqliteConnection &connection,
                  QIODevice &out,
                  const ExportRequest &request,
                  const Conduct &conduct)
{
    if (request.format) {
        const auto rows = exportTable(connection, request.table, out, *request.format, conduct);
        return rows ? Result<>(Ok{}) : Result<>(rows.error());
    }
    DumpOptions options;
    if (!request.table.isEmpty())
        options.tables = { request.table };
    return exportSql(connection, out, options, conduct);
}

/// Hands what is written to it to a function.
class SinkDevice final : public QIODevice
{
public:
    explicit SinkDevice(std::function<bool(const QByteArray &)> sink)
        : m_sink(std::move(sink))
    {}

protected:
    qint64 readData(char *, qint64) override { return -1; }
    qint64 writeData(const char *data, qint64 size) override
    {
        return m_sink(QByteArray::fromRawData(data, size)) ? size : -1;
    }

private:
    std::function<bool(const QByteArray &)> m_sink;
};

Error unwritable(const QString &path, const QString &why)
{
    return { .kind = Error::Kind::Safety,
             .message = u"%1 cannot be written: %2."_s.arg(path, why),
             .remedy = u"Check the permissions and the free space of the disk."_s,
             .where = { .file = path } };
}

Result<>
exportToFile(SqliteConnection &connection, const ExportRequest &request, const Conduct &conduct)
{
    if (request.output.isEmpty()) {
        SinkDevice out(request.sink);
        out.open(QIODevice::WriteOnly | QIODevice::Unbuffered);
        return exportTo(connection, out, request, conduct);
    }
    if (QFileInfo::exists(request.output) && !request.overwrite) {
        return Error{ .kind = Error::Kind::Usage,
                      .message = u"%1 exists already."_s.arg(request.output),
                      .remedy = u"Choose another name, or add --overwrite."_s,
                      .where = { .file = request.output } };
    }
    QSaveFile out(request.output);
    if (!out.open(QIODevice::WriteOnly)
        || !out.setPermissions(QFile::ReadOwner | QFile::WriteOwner))
        return unwritable(request.output, out.errorString());
    if (auto exported = exportTo(connection, out, request, conduct); !exported)
        return exported.error();
    if (!out.commit())
        return unwritable(request.output, out.errorString());
    return Ok{};
}

} // namespace

QCoro::Task<Result<>>
exportData(EnginePointer engine, SelectedTarget selected, ExportRequest request, Conduct conduct)
{
    const auto scratch = std::make_shared<QTemporaryDir>();
    const auto access = accessTo(engine, selected.target);
    const QString folder = scratch->path();
    const auto file = co_await access->contentFile(folder, conduct);
    if (!file)
        co_return file.error();
    SqliteOptions options;
    options.access = SqliteOptions::Access::ReadOnly;
    const auto database = co_await SqliteDatabase::open(*file, options);
    if (!database)
        co_return database.error();
    const Conduct forWorker = fromWorker(conduct);
    const auto exporting = [request, forWorker](SqliteConnection &connection) {
        return exportToFile(connection, request, forWorker);
    };
    co_return co_await (*database)->with(exporting);
}

} // namespace tidemark
