#pragma once

#include <support/scratch.h>
#include <ui/window/mainwindow.h>

#include <QAction>
#include <QTest>

#include <app/windowapplication.h>

namespace tidemark {

class PageFoot;
class ReviewDialog;

/// A window on a copy of the nanotype project, anew for each test.
class WindowTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { startApplication(); }
    void init() { openWindow(); }
    void cleanup();

protected:
    void startApplication();
    void openWindow();
    template<typename T>
    [[nodiscard]] T *child(const QString &name) const
    {
        return m_window->findChild<T *>(name);
    }
    [[nodiscard]] QAction *action(const QString &id) const { return child<QAction>(id); }
    [[nodiscard]] DatabaseSession &session() const;
    [[nodiscard]] ReviewDialog *review() const;
    [[nodiscard]] PageFoot *foot() const;
    /// Whether every database comes to rest.
    [[nodiscard]] bool settles() const;
    void select(const QString &migration) const;
    void rehearse() const;
    /// By the keys a person would use; the run has ended afterwards.
    void applyAll() const;
    void writeBlockedMigration() const;
    [[nodiscard]] bool hasTable(const QString &name) const;

    std::unique_ptr<WindowApplication> m_setUp;
    std::unique_ptr<ScratchFolder> m_folder;
    std::weak_ptr<const Engine> m_engine; ///< of the window; whatever still works holds it
    std::unique_ptr<MainWindow> m_window;
};

} // namespace tidemark
