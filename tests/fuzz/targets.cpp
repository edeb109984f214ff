#include "targets.h"

#include <QFile>
#include <QTemporaryDir>

namespace tidemark {

QString fuzzFile(const QString &name, const QByteArray &content)
{
    static const QTemporaryDir folder;
    QFile file(folder.filePath(name));
    const bool written = file.open(QIODevice::WriteOnly | QIODevice::Truncate)
                         && file.write(content) == content.size();
    if (!written)
        qFatal("%s: %s", qPrintable(file.fileName()), qPrintable(file.errorString()));
    return file.fileName();
}

} // namespace tidemark
