#pragma once

#include <engine/base/result.h>

#include <QMap>

#include <memory>
#include <optional>
#include <sandbox/behaviour/clock.h>
#include <sandbox/http/message.h>

namespace tidemark::sandbox {

/// Stands for the bucket that dumps go through: files that a signed URL, good for an hour, opens to a PUT or a GET. It
/// answers on a port of its own and asks for no token.
class ObjectStore
{
public:
    ObjectStore(QString folder, std::shared_ptr<const SandboxClock> clock);

    void setPort(quint16 port) { m_port = port; }
    [[nodiscard]] quint16 port() const { return m_port; }

    [[nodiscard]] QString uploadUrl(const QString &filename) { return sign(filename, "PUT"); }
    [[nodiscard]] QString downloadUrl(const QString &filename) { return sign(filename, "GET"); }
    [[nodiscard]] Result<> put(const QString &filename, const QByteArray &content);
    /// The content of an uploaded or exported file.
    [[nodiscard]] std::optional<QByteArray> read(const QString &filename) const;
    /// The file whose content has this MD5; empty if none.
    [[nodiscard]] QString withEtag(const QString &etag) const { return m_etags.key(etag); }
    [[nodiscard]] QString etagOf(const QString &filename) const { return m_etags.value(filename); }

    [[nodiscard]] HttpReply answer(const HttpRequest &request);

private:
    struct Permission {
        QByteArray method;
        QString filename;
        qint64 until = 0;
    };
    [[nodiscard]] QString sign(const QString &filename, const QByteArray &method);
    [[nodiscard]] QString pathOf(const QString &filename) const;

    QString m_folder;
    std::shared_ptr<const SandboxClock> m_clock;
    quint16 m_port = 0;
    QMap<QString, Permission> m_permissions; ///< by signature
    QMap<QString, QString> m_etags; ///< by file name
};

} // namespace tidemark::sandbox
