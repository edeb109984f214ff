#pragma once

#include <support/scratch.h>

#include <QProcess>

namespace tidemark {

/// The real `tidemark` as a process with folders of its own, and a person at its keyboard (windowdriver.cpp). Started again
/// it finds what the one before has left.
class DrivenProgram
{
public:
    /// @p folder holds home, settings and state; it outlives the program.
    explicit DrivenProgram(const ScratchFolder &folder);
    ~DrivenProgram();
    DrivenProgram(const DrivenProgram &) = delete;
    DrivenProgram &operator=(const DrivenProgram &) = delete;

    /// Returns when its window is in front; false if that does not come to pass within a minute.
    [[nodiscard]] bool start(const QStringList &arguments);
    /// As the kernel or a power cut ends it: nothing of it runs any more.
    void kill();

    /// Presses keys written as "Ctrl+T"; returns the name of the widget that had the focus.
    QString press(const QString &keys);
    QString type(const QString &text);
    /// Of the widget or action with this object name, a visible one before others; "?" if there is none.
    [[nodiscard]] QString property(const QString &object, const QString &name);

    /// Where the program keeps its state.
    [[nodiscard]] QString statePath(const QString &relative) const;
    [[nodiscard]] QProcessEnvironment environment() const { return m_environment; }

private:
    QString tell(const QString &line);

    const ScratchFolder &m_folder;
    QProcessEnvironment m_environment;
    std::unique_ptr<QProcess> m_process;
};

} // namespace tidemark
