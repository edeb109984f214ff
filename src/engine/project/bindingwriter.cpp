#include "bindingwriter.h"

#include "configvalue.h"
#include "jsoninsertion.h"

#include <engine/base/files.h>

#include <QFileInfo>
#include <QRegularExpression>
#include <QSaveFile>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

Result<ConfigValue> parsed(const QByteArray &text, const QString &file)
{
    return file.endsWith(".toml"_L1) ? parseToml(text, file) : parseJson(text, file);
}

QList<QByteArray> ownerPath(const QString &environment)
{
    return environment.isEmpty() ? QList<QByteArray>()
                                 : QList<QByteArray>{ "env", environment.toUtf8() };
}

/// The table of an environment; nullptr if there is none.
const ConfigValue *ownerIn(const ConfigValue &document, const QString &environment)
{
    if (environment.isEmpty())
        return &document;
    const ConfigValue *environments = document.find(u"env"_s);
    return environments ? environments->find(environment) : nullptr;
}

QStringList bindingsIn(const ConfigValue *owner)
{
    QStringList names;
    const ConfigValue *list = owner ? owner->find(u"d1_databases"_s) : nullptr;
    for (const ConfigValue &entry : list ? list->items : QList<ConfigValue>()) {
        const ConfigValue *name = entry.find(u"binding"_s);
        names.append(name ? name->text : QString());
    }
    return names;
}

/// JSON's way to write a text, which is one of TOML's too.
QByteArray quotedText(const QString &text)
{
    QByteArray quoted = "\"";
    for (const char character : text.toUtf8()) {
        if (character == '"' || character == '\\')
            quoted += '\\';
        quoted += character;
    }
    return quoted + '"';
}

QByteArray tomlKey(const QString &key)
{
    static const QRegularExpression bare(u"^[A-Za-z0-9_-]+$"_s);
    return bare.match(key).hasMatch() ? key.toUtf8() : quotedText(key);
}

QList<std::pair<QByteArray, QString>> entriesOf(const D1Binding &binding)
{
    return { { "binding", binding.binding },
             { "database_name", binding.databaseName },
             { "database_id", binding.databaseId } };
}

QByteArray tomlEntry(const D1Binding &binding, const QString &environment)
{
    QByteArray entry = environment.isEmpty()
                           ? QByteArray("[[d1_databases]]\n")
                           : "[[env." + tomlKey(environment) + ".d1_databases]]\n";
    for (const auto &[key, value] : entriesOf(binding))
        entry += key + " = " + quotedText(value) + '\n';
    return entry;
}

QByteArray jsonEntry(const D1Binding &binding, const QByteArray &unit)
{
    QByteArrayList lines;
    for (const auto &[key, value] : entriesOf(binding))
        lines.append(unit + '"' + key + "\": " + quotedText(value));
    return "{\n" + lines.join(",\n") + "\n}";
}

void extendToml(BindingEdit &edit, const D1Binding &binding, const QString &environment)
{
    edit.added = tomlEntry(binding, environment);
    const QByteArray lineEnd = edit.before.contains("\r\n") ? "\r\n" : "\n";
    edit.after = edit.before;
    if (!edit.after.isEmpty() && !edit.after.endsWith('\n'))
        edit.after += lineEnd;
    if (!edit.after.isEmpty())
        edit.after += lineEnd;
    edit.after += QByteArray(edit.added).replace('\n', lineEnd);
}

void extendJson(BindingEdit &edit, const D1Binding &binding, const QString &environment)
{
    const JsonInsertion document(edit.before);
    const QByteArray unit = document.unit();
    const QList<QByteArray> owner = ownerPath(environment);
    const qsizetype list = document.find(owner + QList<QByteArray>{ "d1_databases" });
    edit.added = jsonEntry(binding, unit);
    if (list >= 0) {
        edit.after = document.withItem(list, edit.added);
        return;
    }
    const QByteArray lineBreak = '\n' + unit;
    const QByteArray indented = unit + QByteArray(edit.added).replace('\n', lineBreak);
    const qsizetype place = document.find(owner);
    if (place >= 0)
        edit.after = document.withItem(place, "\"d1_databases\": [\n" + indented + "\n]");
}

Error refused(const QString &message, const QString &remedy)
{
    return { .kind = Error::Kind::Usage, .message = message, .remedy = remedy };
}

std::optional<Error> objection(const ConfigValue *owner,
                               const QString &binding,
                               const QString &environment,
                               const QString &file)
{
    static const QRegularExpression name(u"^[A-Za-z_$][A-Za-z0-9_$]*$"_s);
    if (!name.match(binding).hasMatch())
        return refused(u"“%1” cannot be the name of a binding."_s.arg(binding),
                       u"Use letters, digits and _, no digit first, e.g. DB or AUTH_DB."_s);
    if (!owner)
        return refused(u"%1 has no environment “%2”."_s.arg(file, environment),
                       u"Add the environment to it first, or leave --env out."_s);
    if (bindingsIn(owner).contains(binding))
        return refused(u"%1 has a database with the binding %2 already."_s.arg(file, binding),
                       u"Choose another name for the binding."_s);
    return std::nullopt;
}

/// Whether the new text says what it should; where not, the file is spelled in a way that was not understood.
bool isAdded(const BindingEdit &edit,
             const QStringList &before,
             const QString &binding,
             const QString &environment)
{
    const auto document = parsed(edit.after, edit.file);
    return document && bindingsIn(ownerIn(*document, environment)) == before + QStringList(binding);
}

} // namespace

Result<BindingEdit>
addBinding(const QString &file, const D1Binding &binding, const QString &environment)
{
    const auto text = readFile(file);
    if (!text)
        return text.error();
    const auto document = parsed(*text, file);
    if (!document)
        return document.error();
    const ConfigValue *owner = ownerIn(*document, environment);
    if (auto problem = objection(owner, binding.binding, environment, file))
        return *problem;
    BindingEdit edit{ .file = file, .before = *text, .after = {}, .added = {} };
    if (file.endsWith(".toml"_L1))
        extendToml(edit, binding, environment);
    else
        extendJson(edit, binding, environment);
    if (isAdded(edit, bindingsIn(owner), binding.binding, environment))
        return edit;
    return Error{ .kind = Error::Kind::Config,
                  .message = u"The d1_databases of %1 are written in a way that nothing can be "
                             "added to."_s.arg(file),
                  .remedy = u"Add this by hand:\n"_s + QString::fromUtf8(edit.added),
                  .where = { .file = file } };
}

Result<> writeBinding(const BindingEdit &edit)
{
    const auto now = readFile(edit.file);
    if (!now)
        return now.error();
    if (*now != edit.before)
        return Error{ .kind = Error::Kind::Safety,
                      .message = u"%1 was changed meanwhile and was left alone."_s.arg(edit.file),
                      .remedy = u"Add this by hand:\n"_s + QString::fromUtf8(edit.added),
                      .where = { .file = edit.file } };
    QSaveFile file(edit.file); // keeps the permissions and follows a link
    if (!file.open(QIODevice::WriteOnly) || file.write(edit.after) != edit.after.size()
        || !file.commit())
        return Error{ .kind = Error::Kind::Safety,
                      .message = u"%1 cannot be written: %2."_s.arg(edit.file, file.errorString()),
                      .remedy = u"Add this by hand:\n"_s + QString::fromUtf8(edit.added),
                      .where = { .file = edit.file } };
    return syncToDisk(edit.file);
}

} // namespace tidemark
