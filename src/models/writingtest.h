#pragma once

#include "writingplacemodel.h"

#include <optional>
#include <stop_token>

namespace tidemark {

/// What is to be decided before a token's right to write is tried: in which database, and with which statement. It reads and
/// never writes; a newer wish wins over an older one. Lives on the GUI thread.
class WritingTest : public QObject
{
    Q_OBJECT

public:
    /// @p open: the targets of what is open.
    WritingTest(std::shared_ptr<const TestWriting> operation,
                QString account,
                QList<Target> open,
                QObject *parent = nullptr);
    ~WritingTest() override;

    [[nodiscard]] const QString &account() const { return m_account; } ///< its id
    [[nodiscard]] WritingPlaceModel *places() { return &m_places; }
    /// How many databases have such a name; -1: not told.
    [[nodiscard]] qint64 total() const { return m_total; }
    /// The list has been read once.
    [[nodiscard]] bool isListed() const { return m_isListed; }
    [[nodiscard]] bool isReading() const { return m_isReading; }
    /// Why the last reading failed.
    [[nodiscard]] const std::optional<Error> &error() const { return m_error; }
    /// Of the chosen database, once its schema was read.
    [[nodiscard]] const std::optional<WritingPlan> &plan() const { return m_plan; }

    /// Lists databases whose name contains @p namePart; listed() follows.
    void list(const QString &namePart = {});
    /// Reads what the statement would be in @p place.
    void choose(const WritingPlace &place);
    /// Nothing is chosen any more.
    void chooseNone();

signals:
    void listed();
    void changed();

private:
    [[nodiscard]] Conduct begin();
    void end(const std::optional<Error> &error);

    std::shared_ptr<const TestWriting> m_operation;
    QString m_account;
    QList<Target> m_open;
    WritingPlaceModel m_places;
    qint64 m_total = -1;
    std::optional<WritingPlan> m_plan;
    std::optional<Error> m_error;
    std::stop_source m_stop;
    int m_request = 0; ///< an answer to an older one is dropped
    bool m_isListed = false;
    bool m_isReading = false;
};

} // namespace tidemark
