#include "settingsedits.h"

#include <QDir>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

QString settingsFile(const Project &project)
{
    return project.settings.file.isEmpty()
               ? QDir(project.directory).absoluteFilePath(u"tidemark.toml"_s)
               : project.settings.file;
}

Error noProject()
{
    return { .kind = Error::Kind::MissingInput,
             .message = u"There is no project whose tidemark.toml could say so."_s,
             .remedy = u"Open the folder of the project instead of the file alone."_s };
}

void rereadSettings(Project &project)
{
    const QString file = settingsFile(project);
    if (!QFile::exists(file))
        project.settings = {};
    else if (const auto settings = readTidemarkConfig(file))
        project.settings = *settings;
}

} // namespace

Result<SettingsEdit>
proposePair(const Selection &selection, const StreamStatus &status, const QString &id)
{
    if (!selection.project)
        return noProject();
    const Stream &stream = selection.targets.first().stream;
    const Migration *migration = stream.find(id);
    QList<MigrationStatus> same;
    for (const MigrationStatus &other : status.migrations) {
        const Migration *file = stream.find(other.id);
        if (migration && file && !file->isInit && file->number == migration->number)
            same.append(other);
    }
    if (same.size() != 2) {
        return Error{ .kind = Error::Kind::Usage,
                      .message
                      = u"A pair can be declared, and %1 shares its number with %2 others."_s.arg(
                          id, QString::number(std::max<qsizetype>(same.size() - 1, 0))),
                      .remedy = u"Give a new number to those that are applied nowhere."_s };
    }
    // Where neither ran yet, their names decide, as they would without a declaration.
    std::stable_sort(same.begin(), same.end(), [](const auto &left, const auto &right) {
        return left.inEffect != right.inEffect ? left.inEffect : left.seq < right.seq;
    });
    return declarePair(
        settingsFile(*selection.project), stream.config.name, { same[0].id, same[1].id });
}

Result<SettingsEdit> proposeRows(const Selection &selection,
                                 const QMap<QString, QString> &conditions)
{
    if (!selection.project)
        return noProject();
    return expectRows(
        settingsFile(*selection.project), selection.targets.first().stream.config.name, conditions);
}

void reread(Selection &selection)
{
    SelectedTarget &selected = selection.targets.first();
    if (!selection.project) {
        selected.stream = loadStream(selected.stream.config).valueOr(selected.stream);
        return;
    }
    rereadSettings(*selection.project);
    selected.expectations
        = selection.project->settings.expectations.value(selected.stream.config.name);
    const auto streams = loadStreams(*selection.project, selected.target.environment);
    if (!streams)
        return;
    for (const Stream &stream : *streams) {
        if (stream.config.name == selected.stream.config.name)
            selected.stream = stream;
    }
}

} // namespace tidemark
