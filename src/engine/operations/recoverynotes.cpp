#include "recoverynotes.h"

#include "interruptedruns.h"

#include <engine/base/files.h>

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

using Candidate = RecoverDatabase::Candidate;

constexpr int Format = 1;

QJsonObject jsonOf(const Target &target)
{
    return { { u"stream"_s, target.stream },
             { u"name"_s, target.name },
             { u"id"_s, target.id },
             { u"environment"_s, target.environment },
             { u"place"_s, int(target.place) },
             { u"kind"_s, int(target.kind) },
             { u"file"_s, target.file },
             { u"account"_s, target.accountId },
             { u"production"_s, target.production },
             { u"colour"_s, target.colour } };
}

Target targetFrom(const QJsonObject &json)
{
    return { .stream = json[u"stream"_s].toString(),
             .name = json[u"name"_s].toString(),
             .id = json[u"id"_s].toString(),
             .environment = json[u"environment"_s].toString(),
             .place = PlaceOfTarget(json[u"place"_s].toInt()),
             .kind = DatabaseKind(json[u"kind"_s].toInt()),
             .file = json[u"file"_s].toString(),
             .accountId = json[u"account"_s].toString(),
             .production = json[u"production"_s].toBool(),
             .colour = json[u"colour"_s].toString() };
}

QJsonObject jsonOf(const SelectionRequest &origin)
{
    return { { u"project"_s, origin.projectDirectory },
             { u"environment"_s, origin.environment },
             { u"persist"_s, origin.persistTo },
             { u"sqlite"_s, origin.sqliteFile } };
}

SelectionRequest originFrom(const QJsonObject &json, const Target &target)
{
    SelectionRequest origin{ .projectDirectory = json[u"project"_s].toString(),
                             .environment = json[u"environment"_s].toString(),
                             .databases = { target.stream },
                             .place = target.place,
                             .persistTo = json[u"persist"_s].toString(),
                             .sqliteFile = json[u"sqlite"_s].toString() };
    origin.environmentGiven = !origin.environment.isEmpty();
    return origin;
}

QJsonObject jsonOf(const Candidate &candidate)
{
    return { { u"kind"_s, int(candidate.kind) },
             { u"reason"_s, candidate.reason },
             { u"at"_s, rfc3339(candidate.at) },
             { u"bookmark"_s, candidate.bookmark },
             { u"backup"_s, candidate.backup },
             { u"migrations"_s, QJsonArray::fromStringList(candidate.migrations) } };
}

QStringList stringsFrom(const QJsonValue &json)
{
    QStringList strings;
    for (const auto &value : json.toArray())
        strings.append(value.toString());
    return strings;
}

Candidate candidateFrom(const QJsonObject &json)
{
    return { .kind = Candidate::Kind(json[u"kind"_s].toInt()),
             .reason = json[u"reason"_s].toString(),
             .at = parseTime(json[u"at"_s].toString()),
             .bookmark = json[u"bookmark"_s].toString(),
             .backup = json[u"backup"_s].toString(),
             .migrations = stringsFrom(json[u"migrations"_s]) };
}

// As text: a number of JSON is a double, and counts are exact.
QJsonObject jsonOf(const QMap<QString, qint64> &counts)
{
    QJsonObject json;
    for (auto count = counts.begin(); count != counts.end(); ++count)
        json.insert(count.key(), QString::number(count.value()));
    return json;
}

QMap<QString, qint64> countsFrom(const QJsonObject &json)
{
    QMap<QString, qint64> counts;
    for (auto count = json.begin(); count != json.end(); ++count)
        counts.insert(count.key(), count.value().toString().toLongLong());
    return counts;
}

QJsonObject jsonOf(const RecoverDatabase::Photograph &photograph)
{
    return { { u"at"_s, rfc3339(photograph.at) },
             { u"bookmark"_s, photograph.bookmark },
             { u"fingerprint"_s, photograph.fingerprint },
             { u"rows"_s, jsonOf(photograph.counts) },
             { u"tables"_s, QJsonArray::fromStringList(photograph.tables) },
             { u"there"_s, photograph.isThere },
             { u"backup"_s, photograph.backup ? photograph.backup->path : QString() } };
}

RecoverDatabase::Photograph photographFrom(const QJsonObject &json)
{
    RecoverDatabase::Photograph photograph{ .at = parseTime(json[u"at"_s].toString()),
                                            .bookmark = json[u"bookmark"_s].toString(),
                                            .fingerprint = json[u"fingerprint"_s].toString(),
                                            .counts = countsFrom(json[u"rows"_s].toObject()),
                                            .tables = stringsFrom(json[u"tables"_s]) };
    photograph.isThere = json[u"there"_s].toBool(true);
    // Its manifest alone: whoever restores from a backup checks the whole of it.
    const QString path = json[u"backup"_s].toString();
    for (const Backup &backup : listBackups(QFileInfo(path).path())) {
        if (backup.path == path)
            photograph.backup = backup;
    }
    return photograph;
}

QJsonArray jsonOf(const QList<RecoveryNote::Deed> &deeds)
{
    QJsonArray json;
    for (const RecoveryNote::Deed &deed : deeds)
        json.append(QJsonObject{ { u"at"_s, rfc3339(deed.at) },
                                 { u"text"_s, deed.text },
                                 { u"passed"_s, deed.passed } });
    return json;
}

QList<RecoveryNote::Deed> deedsFrom(const QJsonArray &json)
{
    QList<RecoveryNote::Deed> deeds;
    for (const auto &deed : json)
        deeds.append({ .at = parseTime(deed[u"at"_s].toString()),
                       .text = deed[u"text"_s].toString(),
                       .passed = deed[u"passed"_s].toBool() });
    return deeds;
}

QJsonObject jsonOf(const RecoveryNote &note)
{
    QJsonObject json{ { u"format"_s, Format },
                      { u"begun"_s, rfc3339(note.begunAt) },
                      { u"step"_s, int(note.step) },
                      { u"target"_s, jsonOf(note.target) },
                      { u"origin"_s, jsonOf(note.origin) },
                      { u"photograph"_s, jsonOf(note.photograph) },
                      { u"choice"_s, int(note.choice) },
                      { u"tables"_s, QJsonArray::fromStringList(note.tables) },
                      { u"rows_from"_s, note.rowsFrom },
                      { u"sent"_s, note.isSent },
                      { u"changed"_s, note.isChanged },
                      { u"way_back"_s, jsonOf(note.wayBack) },
                      { u"expected"_s, jsonOf(note.expected) },
                      { u"expected_exactly"_s, note.expectedExactly },
                      { u"deeds"_s, jsonOf(note.deeds) },
                      { u"report"_s, note.report } };
    if (note.moment)
        json.insert(u"moment"_s, jsonOf(*note.moment));
    return json;
}

RecoveryNote noteFrom(const QJsonObject &json)
{
    RecoveryNote note{ .begunAt = parseTime(json[u"begun"_s].toString()),
                       .step = RecoveryNote::Step(json[u"step"_s].toInt()),
                       .target = targetFrom(json[u"target"_s].toObject()) };
    note.origin = originFrom(json[u"origin"_s].toObject(), note.target);
    note.photograph = photographFrom(json[u"photograph"_s].toObject());
    if (json.contains(u"moment"_s))
        note.moment = candidateFrom(json[u"moment"_s].toObject());
    note.choice = RecoveryNote::Choice(json[u"choice"_s].toInt());
    note.tables = stringsFrom(json[u"tables"_s]);
    note.rowsFrom = json[u"rows_from"_s].toString();
    note.isSent = json[u"sent"_s].toBool();
    note.isChanged = json[u"changed"_s].toBool();
    note.wayBack = candidateFrom(json[u"way_back"_s].toObject());
    note.expected = countsFrom(json[u"expected"_s].toObject());
    note.expectedExactly = json[u"expected_exactly"_s].toBool();
    note.deeds = deedsFrom(json[u"deeds"_s].toArray());
    note.report = json[u"report"_s].toString();
    return note;
}

QJsonObject jsonOf(const RunIdentity &identity)
{
    return { { u"machine"_s, identity.machine },
             { u"pid"_s, identity.pid },
             { u"start"_s, identity.processStart } };
}

// Another boot's process is gone, too: that the computer went down is no reason to forget a recovery.
bool isLeft(const QJsonObject &process, const RunIdentity &self)
{
    const QString machine = process[u"machine"_s].toString();
    return machine != self.machine
           || isProcessGone(
               machine, process[u"pid"_s].toInteger(), process[u"start"_s].toInteger());
}

bool isKnown(const QJsonObject &json)
{
    const int step = json[u"step"_s].toInt(-1);
    return json[u"format"_s].toInt() == Format && step >= 0
           && step <= int(RecoveryNote::Step::Prove)
           && !json[u"target"_s].toObject()[u"name"_s].toString().isEmpty();
}

} // namespace

QString RecoveryNotes::folder() const
{
    return m_engine->paths.state + u"/recoveries"_s;
}

QString RecoveryNotes::fileOf(const Target &target) const
{
    return u"%1/%2.json"_s.arg(folder(), sha256(target.key().toUtf8()).left(16));
}

Result<> RecoveryNotes::keep(const RecoveryNote &note) const
{
    QJsonObject json = jsonOf(note);
    json.insert(u"process"_s, jsonOf(m_engine->identity()));
    return writeFileAtomically(fileOf(note.target), QJsonDocument(json).toJson());
}

void RecoveryNotes::forget(const Target &target) const
{
    QFile::remove(fileOf(target));
}

QList<RecoveryNote> RecoveryNotes::unfinished() const
{
    const RunIdentity self = m_engine->identity();
    QList<RecoveryNote> notes;
    const QDir directory(folder());
    for (const QString &name : directory.entryList({ u"*.json"_s }, QDir::Files)) {
        const auto content = readFile(directory.filePath(name));
        const QJsonObject json
            = content ? QJsonDocument::fromJson(*content).object() : QJsonObject();
        if (isKnown(json) && isLeft(json[u"process"_s].toObject(), self))
            notes.append(noteFrom(json));
    }
    std::ranges::sort(notes, std::ranges::greater(), &RecoveryNote::begunAt);
    return notes;
}

std::optional<CutOffRestore> RecoveryNotes::cutOffRestore(const Target &target) const
{
    const auto open = m_engine->journal.unfinishedRuns(target.key());
    if (!open)
        return std::nullopt;
    const RunIdentity self = m_engine->identity();
    for (const JournalEvent &started : *open) {
        if (started.event != "restore-started"_L1
            || !isLeft(started.details[u"process"_s].toObject(), self))
            continue;
        CutOffRestore restore{ .at = started.at,
                               .wayBack = { .kind = Candidate::Kind::Restore,
                                            .reason = u"before a restore"_s,
                                            .at = started.at } };
        const QString point = started.details[u"safety_point"_s].toString();
        (isBookmark(point) ? restore.wayBack.bookmark : restore.wayBack.backup) = point;
        return restore;
    }
    return std::nullopt;
}

QCoro::Task<Result<>> RecoveryNotes::settleCutOff(SelectedTarget selected) const
{
    const auto engine = m_engine;
    const auto observed = co_await observe(engine, selected);
    if (!observed)
        co_return observed.error();
    co_return noteInterruptedRuns(engine, *observed, Alone::No);
}

Selection RecoveryNotes::bareSelection(const Target &target)
{
    Selection selection;
    selection.targets.append(
        { .target = target, .stream = { .config = { .name = target.stream }, .layout = {} } });
    return selection;
}

Selection RecoveryNotes::selectionOf(const RecoveryNote &note) const
{
    const bool hasOrigin
        = !note.origin.projectDirectory.isEmpty() || !note.origin.sqliteFile.isEmpty();
    if (!hasOrigin)
        return bareSelection(note.target);
    auto selection = select(m_engine, note.origin, Purpose::Read);
    if (!selection)
        return bareSelection(note.target);
    for (const SelectedTarget &selected : selection->targets) {
        if (selected.target.key() != note.target.key())
            continue;
        Selection single = *selection;
        single.targets = { selected };
        return single;
    }
    return bareSelection(note.target);
}

} // namespace tidemark
