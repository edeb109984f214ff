#include "pseudotranslator.h"
#include "windowtest.h"

#include <support/patience.h>
#include <support/testprogram.h>
#include <ui/actions/actionregistry.h>
#include <ui/widgets/elidedlabel.h>

#include <QAbstractButton>
#include <QComboBox>
#include <QDialog>
#include <QDockWidget>
#include <QGroupBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenuBar>
#include <QTabBar>
#include <QTreeView>

using namespace tidemark;
using namespace Qt::StringLiterals;

/// Every page and dialog in a language that is 40 % longer, in the smallest window: nothing is clipped, nothing is put together
/// from parts, and everything that can be reached has a name.
class tst_Manners : public WindowTest
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanupTestCase();
    void everyActionIsTranslated();
    void pagesAreTranslatedAndFit_data();
    void pagesAreTranslatedAndFit();
    void dialogsAreTranslatedAndFit_data();
    void dialogsAreTranslatedAndFit();

private:
    void check(const QWidget &root);
    [[nodiscard]] bool isInOrder(const QWidget &root)
    {
        m_complaints.clear();
        check(root);
        return m_complaints.isEmpty();
    }

    PseudoTranslator m_pseudo;
    QStringList m_complaints;
};

namespace {

QString nameOf(const QWidget &widget)
{
    QStringList path;
    for (const QWidget *one = &widget; one; one = one->parentWidget()) {
        if (!one->objectName().isEmpty())
            path.prepend(one->objectName());
    }
    return QString::fromLatin1(widget.metaObject()->className()) + u' ' + path.join(u'/');
}

bool hasLetters(const QString &text)
{
    return std::any_of(text.begin(), text.end(), [](QChar c) { return c.isLetter(); });
}

// Texts that are the program's own, never data.
QStringList ownTexts(const QWidget &widget)
{
    QStringList texts{ widget.toolTip() };
    if (const auto *button = qobject_cast<const QAbstractButton *>(&widget))
        texts.append(button->text());
    if (const auto *box = qobject_cast<const QGroupBox *>(&widget))
        texts.append(box->title());
    if (const auto *field = qobject_cast<const QLineEdit *>(&widget))
        texts.append(field->placeholderText());
    if (const auto *header = qobject_cast<const QHeaderView *>(&widget);
        header && header->orientation() == Qt::Horizontal && header->model()) {
        for (int section = 0; section < header->count(); ++section)
            texts.append(
                header->model()->headerData(section, Qt::Horizontal, Qt::DisplayRole).toString());
    }
    return texts;
}

bool isClipped(const QWidget &widget)
{
    if (const auto *label = qobject_cast<const QLabel *>(&widget)) {
        if (label->text().isEmpty())
            return false;
        if (label->wordWrap())
            return label->height() + 1 < label->heightForWidth(label->width());
        return label->width() + 1 < label->sizeHint().width();
    }
    const auto *button = qobject_cast<const QAbstractButton *>(&widget);
    return button && !button->text().isEmpty() && button->width() + 1 < button->sizeHint().width();
}

} // namespace

void tst_Manners::initTestCase()
{
    startApplication();
    QCoreApplication::installTranslator(&m_pseudo); // the one that is asked first
}

void tst_Manners::init()
{
    m_complaints.clear();
    openWindow();
    m_window->resize(1024, 640);
}

void tst_Manners::cleanupTestCase()
{
    QCoreApplication::removeTranslator(&m_pseudo);
}

void tst_Manners::check(const QWidget &root)
{
    QList<const QWidget *> widgets{ &root };
    for (const QWidget *child : root.findChildren<QWidget *>())
        widgets.append(child);
    for (const QWidget *widget : widgets) {
        if (!widget->isVisible() || widget->objectName().startsWith("qt_"_L1))
            continue;
        if (isClipped(*widget))
            m_complaints.append(u"clipped: "_s + nameOf(*widget));
        for (const QString &text : ownTexts(*widget)) {
            // Facts in a row with dots between are a list, not a sentence.
            if (hasLetters(text) && text.count(u'⟦') > 1 && !text.contains(u" · "_s))
                m_complaints.append(u"put together: "_s + nameOf(*widget) + u": " + text);
            else if (hasLetters(text) && !text.contains(u'⟦')
                     && !widget->property("isData").toBool())
                m_complaints.append(u"not translated: "_s + nameOf(*widget) + u": " + text);
        }
        if (widget->focusPolicy() == Qt::NoFocus || widget->focusProxy())
            continue;
        const auto *button = qobject_cast<const QAbstractButton *>(widget);
        const auto *label = qobject_cast<const QLabel *>(widget);
        const bool isNamed = !widget->accessibleName().isEmpty()
                             || (button && !button->text().isEmpty())
                             || (label && !label->text().isEmpty());
        if (!isNamed)
            m_complaints.append(u"without a name: "_s + nameOf(*widget));
    }
    m_complaints.removeDuplicates();
}

void tst_Manners::everyActionIsTranslated()
{
    const auto *registry = m_window->findChild<ActionRegistry *>();
    for (const QAction *one : registry->all()) {
        if (!isWhole(one->text()))
            m_complaints.append(one->objectName() + u": " + one->text());
    }
    for (const QAction *menu : m_window->menuBar()->actions()) {
        if (!isWhole(menu->text()))
            m_complaints.append(menu->text());
        if (!menu->text().contains(u'&'))
            m_complaints.append(u"no mnemonic: "_s + menu->text());
    }

    QVERIFY2(m_complaints.isEmpty(), qPrintable(m_complaints.join(u'\n')));
}

void tst_Manners::pagesAreTranslatedAndFit_data()
{
    QTest::addColumn<NavigatorKind>("kind");
    QTest::addColumn<QString>("object");
    QTest::newRow("status board") << NavigatorKind::StatusBoard << QString();
    QTest::newRow("migrations") << NavigatorKind::Migrations << QString();
    QTest::newRow("verification") << NavigatorKind::Verification << QString();
    QTest::newRow("backups and time travel") << NavigatorKind::TimeTravel << QString();
    QTest::newRow("a table") << NavigatorKind::Table << u"user"_s;
    QTest::newRow("sql") << NavigatorKind::Sql << u"1"_s;
    QTest::newRow("connect") << NavigatorKind::Connect << QString();
}

void tst_Manners::pagesAreTranslatedAndFit()
{
    QFETCH(NavigatorKind, kind);
    QFETCH(QString, object);
    applyAll();
    const bool isOfDatabase = kind != NavigatorKind::StatusBoard && kind != NavigatorKind::Connect;

    m_window->openPage({ .kind = kind,
                         .targetKey = isOfDatabase ? session().target().key() : QString(),
                         .object = object });
    QVERIFY(settles());
    QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));

    // Layouts follow their texts from the event loop.
    QTRY_VERIFY2(isInOrder(*m_window), qPrintable(m_complaints.join(u'\n')));
}

void tst_Manners::dialogsAreTranslatedAndFit_data()
{
    QTest::addColumn<QString>("opener");
    QTest::newRow("go to") << u"goTo"_s;
    QTest::newRow("settings") << u"settingsOpen"_s;
    QTest::newRow("shortcuts") << u"shortcutsShow"_s;
    QTest::newRow("about") << u"aboutShow"_s;
    QTest::newRow("new migration") << u"migrationNew"_s;
    QTest::newRow("review") << u"migrationApplyAll"_s;
    QTest::newRow("recovery") << u"recoveryStart"_s;
}

void tst_Manners::dialogsAreTranslatedAndFit()
{
    QFETCH(QString, opener);
    rehearse();
    const auto opened = [this]() -> QWidget * {
        for (QWidget *widget : QApplication::topLevelWidgets()) {
            if (widget != m_window.get() && widget->isVisible()
                && (qobject_cast<QDialog *>(widget) || widget->inherits("QMainWindow")
                    || widget->objectName().endsWith("Window"_L1)))
                return widget;
        }
        return nullptr;
    };

    action(opener)->trigger();
    QTRY_VERIFY(opened());

    QTRY_VERIFY2(isInOrder(*opened()), qPrintable(m_complaints.join(u'\n')));
    opened()->close();
}

TIDEMARK_TEST(tst_Manners)
#include "tst_manners.moc"
