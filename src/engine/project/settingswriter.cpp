#include "settingswriter.h"

#include "configvalue.h"
#include "tomlinsertion.h"

#include <engine/base/files.h>

#include <QFile>
#include <QSaveFile>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

QStringList streamSection(const QString &stream)
{
    return { u"streams"_s, stream };
}

QStringList expectSection(const QString &stream)
{
    return { u"expect"_s, stream };
}

/// The file as it is, to be edited. One that is not there is empty.
Result<SettingsEdit> settingsOf(const QString &file)
{
    if (!QFile::exists(file))
        return SettingsEdit{ .file = file, .before = {}, .after = {}, .added = {}, .isNew = true };
    const auto text = readFile(file);
    if (!text)
        return text.error();
    if (const auto document = parseToml(*text, file); !document)
        return document.error();
    return SettingsEdit{ .file = file, .before = *text, .after = {}, .added = {} };
}

/// What stands at the end of @p path; nullptr if nothing does.
const ConfigValue *valueAt(const ConfigValue &document, const QStringList &path)
{
    const ConfigValue *value = &document;
    for (const QString &key : path)
        value = value ? value->find(key) : nullptr;
    return value;
}

QList<QStringList> pairsIn(const QByteArray &text, const QString &file, const QString &stream)
{
    const auto document = parseToml(text, file);
    const ConfigValue *list
        = document ? valueAt(*document, streamSection(stream) << u"duplicates"_s) : nullptr;
    QList<QStringList> pairs;
    for (const ConfigValue &entry : list ? list->items : QList<ConfigValue>()) {
        QStringList pair;
        for (const ConfigValue &id : entry.items)
            pair.append(id.text);
        pairs.append(pair);
    }
    return pairs;
}

QMap<QString, QString> rowsIn(const QByteArray &text, const QString &file, const QString &stream)
{
    const auto document = parseToml(text, file);
    const ConfigValue *table
        = document ? valueAt(*document, expectSection(stream) << u"rows"_s) : nullptr;
    QMap<QString, QString> rows;
    for (const ConfigMember &member : table ? table->members : QList<ConfigMember>())
        rows.insert(member.key, member.value.text);
    return rows;
}

QByteArray inlineTable(const QMap<QString, QString> &rows)
{
    QByteArrayList entries;
    for (auto row = rows.begin(); row != rows.end(); ++row)
        entries.append(TomlInsertion::key(row.key()) + " = " + TomlInsertion::quoted(row.value()));
    return "{ " + entries.join(", ") + " }";
}

QByteArray sectionName(const QStringList &path)
{
    QByteArrayList keys;
    for (const QString &key : path)
        keys.append(TomlInsertion::key(key));
    return '[' + keys.join('.') + "]\n";
}

QString byHand(const SettingsEdit &edit)
{
    return u"Add this by hand:\n"_s + QString::fromUtf8(edit.added);
}

Error notUnderstood(const SettingsEdit &edit)
{
    return { .kind = Error::Kind::Config,
             .message = u"%1 is written in a way that nothing can be added to."_s.arg(edit.file),
             .remedy = byHand(edit),
             .where = { .file = edit.file } };
}

Error leftAlone(const QString &file, const QString &remedy)
{
    return { .kind = Error::Kind::Safety,
             .message = u"%1 was changed meanwhile and was left alone."_s.arg(file),
             .remedy = remedy,
             .where = { .file = file } };
}

Result<> settingsWritten(const QString &path, const QByteArray &content, const QString &remedy)
{
    QSaveFile file(path); // keeps the permissions and follows a link
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size() || !file.commit())
        return Error{ .kind = Error::Kind::Safety,
                      .message = u"%1 cannot be written: %2."_s.arg(path, file.errorString()),
                      .remedy = remedy,
                      .where = { .file = path } };
    return syncToDisk(path);
}

} // namespace

Result<SettingsEdit>
declarePair(const QString &file, const QString &stream, const QStringList &pair)
{
    auto edit = settingsOf(file);
    if (!edit)
        return edit;
    QList<QStringList> pairs = pairsIn(edit->before, file, stream);
    for (const QStringList &declared : pairs) {
        for (const QString &id : pair) {
            if (declared.contains(id))
                return Error{ .kind = Error::Kind::Usage,
                              .message = u"%1 is declared under duplicates already."_s.arg(id),
                              .remedy
                              = u"Nothing may join a declared pair: renumber the new one."_s,
                              .where = { .file = file } };
        }
    }
    const QStringList section = streamSection(stream);
    QByteArrayList ids;
    for (const QString &id : pair)
        ids.append(TomlInsertion::quoted(id));
    const QByteArray item = '[' + ids.join(", ") + ']';
    const TomlInsertion document(edit->before);
    edit->added = sectionName(section) + "duplicates = [" + item + "]\n";
    edit->after = document.hasKey(section, u"duplicates"_s)
                      ? document.withItem(section, u"duplicates"_s, item)
                      : document.withValue(section, u"duplicates"_s, '[' + item + ']');
    pairs.append(pair);
    if (pairsIn(edit->after, file, stream) != pairs)
        return notUnderstood(*edit);
    return edit;
}

Result<SettingsEdit>
expectRows(const QString &file, const QString &stream, const QMap<QString, QString> &conditions)
{
    auto edit = settingsOf(file);
    if (!edit)
        return edit;
    QMap<QString, QString> rows = rowsIn(edit->before, file, stream);
    rows.insert(conditions);
    const QStringList section = expectSection(stream);
    const QStringList own = section + QStringList(u"rows"_s);
    edit->added = sectionName(section) + "rows = " + inlineTable(conditions) + '\n';
    edit->after = edit->before;
    if (!TomlInsertion(edit->before).hasSection(own)) {
        // An inline table holds no comments, so that nothing is lost when it is written anew.
        edit->after = TomlInsertion(edit->before).withValue(section, u"rows"_s, inlineTable(rows));
    } else {
        for (auto row = conditions.begin(); row != conditions.end(); ++row)
            edit->after = TomlInsertion(edit->after)
                              .withValue(own, row.key(), TomlInsertion::quoted(row.value()));
    }
    if (rowsIn(edit->after, file, stream) != rows)
        return notUnderstood(*edit);
    return edit;
}

Result<> writeSettings(const SettingsEdit &edit)
{
    if (QFile::exists(edit.file) == edit.isNew)
        return leftAlone(edit.file, byHand(edit));
    const auto now = edit.isNew ? Result<QByteArray>(QByteArray()) : readFile(edit.file);
    if (!now)
        return now.error();
    if (*now != edit.before)
        return leftAlone(edit.file, byHand(edit));
    return settingsWritten(edit.file, edit.after, byHand(edit));
}

Result<> takeBackSettings(const SettingsEdit &edit)
{
    const QString remedy = u"Take this out by hand:\n"_s + QString::fromUtf8(edit.added);
    const auto now = readFile(edit.file);
    if (!now)
        return now.error();
    if (*now != edit.after)
        return leftAlone(edit.file, remedy);
    if (!edit.isNew)
        return settingsWritten(edit.file, edit.before, remedy);
    if (QFile file(edit.file); !file.remove())
        return Error{ .kind = Error::Kind::Safety,
                      .message = u"%1 cannot be removed: %2."_s.arg(edit.file, file.errorString()),
                      .remedy = remedy,
                      .where = { .file = edit.file } };
    return Ok{};
}

} // namespace tidemark
