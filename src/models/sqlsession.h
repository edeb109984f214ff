#pragma once

#include "activity.h"
#include "queryhistorymodel.h"
#include "resultsummarymodel.h"
#include "sqldocument.h"

#include <engine/operations/runscript.h>

#include <memory>

namespace tidemark {

/// One SQL tab: its document, what was run from it last and what came of it. It asks operations and waits for nothing; one
/// script at a time. Lives on the GUI thread.
class SqlSession : public QObject
{
    Q_OBJECT

public:
    /// How long a tab that was unlocked may write.
    static constexpr std::chrono::minutes UnlockedFor{ 10 };

    /// @p document is the page's object, see SqlDocument.
    SqlSession(EnginePointer engine,
               SelectedTarget selected,
               const QString &document,
               QObject *parent = nullptr);
    ~SqlSession() override;

    /// A part of the document that is to be run.
    struct Script {
        QByteArray text;
        int position = 0; ///< of its first character in the document
        int firstLine = 1;
        QMap<QString, QString> parameters = {};
    };

    [[nodiscard]] const Target &target() const { return m_selected.target; }
    [[nodiscard]] SqlDocument *document() { return &m_document; }
    [[nodiscard]] Activity *activity() { return &m_activity; }
    /// What runs is a script that may write.
    [[nodiscard]] bool isWriting() const { return m_mayWrite && m_activity.isRunning(); }
    [[nodiscard]] ResultSummaryModel *summary() { return &m_summary; }
    [[nodiscard]] QueryHistoryModel *history() { return &m_history; }

    /// What ran last, or runs.
    [[nodiscard]] const Script &script() const { return m_script; }
    /// Why it did not run at all; empty if it did.
    [[nodiscard]] const std::optional<Error> &error() const { return m_activity.error(); }
    /// Statements that failed, in the order of the script.
    [[nodiscard]] QList<StatementResult> failures() const;
    /// "Run all finished at 03:16:02 UTC, stopped at the first error"; empty before the first run.
    [[nodiscard]] QString verdict() const { return m_verdict; }
    /// The script left a transaction open, which was undone.
    [[nodiscard]] bool wasUndone() const { return m_wasUndone; }

    /// Finds out what @p script would do; examined() follows, or changed() with an error.
    void examine(const Script &script);
    /// Runs it; statementFinished() for each statement and runFinished() follow.
    void run(const Script &script, bool mayWrite);
    /// Reads the schema that checks go by; once, and after what changed it.
    void readSchema();
    /// Looks for faults in @p text, the document's part from @p position on; checked() follows unless a newer check does.
    void check(const QByteArray &text, int position, ScriptExtent extent);
    [[nodiscard]] bool isSchemaKnown() const { return m_schema.has_value(); }

    /// Writes are allowed until the time is over.
    void unlock();
    void lock();
    [[nodiscard]] bool isUnlocked() const { return m_relock.isActive(); }

signals:
    void changed(); ///< lock, error or verdict
    void examined(const ScriptExamination &examination);
    void runStarted();
    void statementFinished(const StatementResult &result);
    void runFinished();
    void schemaRead();
    void checked(const QList<ScriptFault> &faults, int position);

private:
    void finished(const ScriptOutcome &outcome, bool mayWrite);
    void record();
    [[nodiscard]] QString verdictOf(const ScriptOutcome &outcome) const;

    EnginePointer m_engine;
    SelectedTarget m_selected;
    SqlDocument m_document;
    Activity m_activity;
    ResultSummaryModel m_summary;
    QueryHistoryModel m_history;
    Script m_script;
    bool m_mayWrite = false; ///< of what runs or ran last
    QString m_verdict;
    bool m_wasUndone = false;
    std::optional<Schema> m_schema;
    bool m_isReadingSchema = false;
    std::stop_source m_checkStop;
    int m_checkId = 0;
    QTimer m_relock;
};

} // namespace tidemark
