#pragma once

#include <engine/base/worker.h>
#include <engine/operations/engine.h>

#include <QDateTime>
#include <QObject>
#include <QTimer>

#include <functional>

namespace tidemark {

/// The text of one SQL tab on disk, whether it was saved as a file of its own or not: what was typed is in
/// Paths::state/documents five seconds later at the most, and is there when the tab is opened again. The text itself lives in
/// the editor, which is asked for it. Lives on the GUI thread and writes on one of its own.
class SqlDocument : public QObject
{
    Q_OBJECT

public:
    enum class State { Kept, Changed, Keeping, NotKept };

    /// @p name is the page's object: empty for the one that belongs to the database itself.
    SqlDocument(const EnginePointer &engine,
                const QString &targetKey,
                const QString &name,
                QObject *parent = nullptr);
    /// Keeps what is not kept yet, if the editor is still there to be asked.
    ~SqlDocument() override;

    /// A name nobody uses: "Query 3". It is taken from then on.
    [[nodiscard]] static QString newName(const EnginePointer &engine);

    /// What was kept the last time; empty if nothing was. A file it was saved as is read if it is newer.
    [[nodiscard]] QString restored() const;
    /// From now on @p text tells what is to be kept; an empty function: the editor is gone.
    void setSource(std::function<QString()> text) { m_source = std::move(text); }

    /// The text changed.
    void touch();
    /// Keeps the text now and waits for it: before the editor goes.
    void flush();
    /// Writes the text into a file of the person's own, which gives the document its name. Waits for it.
    [[nodiscard]] Result<> saveAs(const QString &path);

    /// "top-signins.sql", "Query 3", or empty.
    [[nodiscard]] QString title() const;
    /// The file it was saved as; empty if it was not.
    [[nodiscard]] QString path() const { return m_path; }
    /// Whether the text differs from that file, as far as is known.
    [[nodiscard]] bool isUnsaved() const { return m_unsaved; }
    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] QDateTime keptAt() const { return m_keptAt; }
    [[nodiscard]] QString error() const { return m_error; }
    /// Where it is kept.
    [[nodiscard]] QString keptIn() const { return m_file; }

signals:
    void changed();

private:
    void keep();
    void kept(const Result<> &written);
    [[nodiscard]] QString notePath() const;

    QString m_name;
    QString m_file;
    QString m_path;
    State m_state = State::Kept;
    QDateTime m_keptAt;
    QString m_error;
    bool m_unsaved = false;
    bool m_dirty = false; ///< what is kept, or being kept, is not the text
    std::function<QString()> m_source;
    QTimer m_timer;
    std::unique_ptr<Worker> m_writer = std::make_unique<Worker>(QStringLiteral("documents"));
};

} // namespace tidemark
