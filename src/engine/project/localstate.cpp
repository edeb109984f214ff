#include "localstate.h"

#include <QCryptographicHash>
#include <QMessageAuthenticationCode>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype HalfOfTheId = 16;

// Miniflare's Durable Object ids: the second half signs the first, with a key made of the namespace's name.
QByteArray signatureOf(const QByteArray &message)
{
    static const QByteArray key = QCryptographicHash::hash(
        QByteArrayLiteral("miniflare-D1DatabaseObject"), QCryptographicHash::Sha256);
    return QMessageAuthenticationCode::hash(message, key, QCryptographicHash::Sha256)
        .first(HalfOfTheId);
}

} // namespace

QString localDatabaseFileName(const QString &id)
{
    const QByteArray name = signatureOf(id.toUtf8());
    return QString::fromLatin1(QByteArray(name + signatureOf(name)).toHex()) + ".sqlite"_L1;
}

bool isLocalDatabaseFileName(const QString &fileName)
{
    if (!fileName.endsWith(".sqlite"_L1))
        return false;
    const QByteArray stem = fileName.chopped(".sqlite"_L1.size()).toLatin1();
    const QByteArray bytes = QByteArray::fromHex(stem);
    // fromHex skips what is no digit and takes capitals; neither comes from miniflare.
    if (bytes.size() != 2 * HalfOfTheId || bytes.toHex() != stem)
        return false;
    return signatureOf(bytes.first(HalfOfTheId)) == bytes.last(HalfOfTheId);
}

QString localDatabaseFolder(const QString &state)
{
    return state + "/v3/d1/miniflare-D1DatabaseObject"_L1;
}

} // namespace tidemark
