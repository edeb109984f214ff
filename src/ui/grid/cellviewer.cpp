#include "cellviewer.h"

#include <models/celltext.h>
#include <models/valuetexts.h>
#include <ui/editor/slicedhighlighter.h>
#include <ui/editor/syntaxlibrary.h>
#include <ui/pages/panehead.h>
#include <ui/themeprovider.h>
#include <ui/widgets/elidedlabel.h>
#include <ui/widgets/statelabel.h>

#include <QBuffer>
#include <QEvent>
#include <QHBoxLayout>
#include <QImageReader>
#include <QLabel>
#include <QLocale>
#include <QPainter>
#include <QPlainTextEdit>
#include <QScrollArea>
#include <QStackedWidget>
#include <QTabBar>
#include <QToolButton>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype MostBytesOfHex = 65'536; ///< shown; the rest is saved, not read
constexpr int MostMegabytesOfImage = 128; ///< decoded

QPlainTextEdit *makeText(const char *name, const QString &accessible, QWidget *parent)
{
    auto *view = new QPlainTextEdit(parent);
    view->setObjectName(QString::fromLatin1(name));
    view->setAccessibleName(accessible);
    view->setReadOnly(true);
    view->setFrameShape(QFrame::NoFrame);
    view->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    view->setTabChangesFocus(true);
    view->setFont(typeFont(TypeRole::Mono, parent->font()));
    view->document()->setDocumentMargin(Space::Small);
    return view;
}

void dressImage(QScrollArea *area, QLabel *image)
{
    image->setAlignment(Qt::AlignCenter);
    area->setObjectName(u"valueImage"_s);
    area->setAccessibleName(CellViewer::tr("Value as an image"));
    area->setFrameShape(QFrame::NoFrame);
    area->setWidget(image);
    area->setWidgetResizable(true);
}

} // namespace

CellViewer::CellViewer(const SyntaxLibrary &library, QWidget *parent)
    : QWidget(parent)
    , m_library(library)
    , m_name(new ElidedLabel(TypeRole::Mono, ElidedLabel::Ink::Plain, this))
    , m_tabs(new QTabBar(this))
    , m_views(new QStackedWidget(this))
    , m_json(makeText("valueJson", tr("Value as JSON"), this))
    , m_text(makeText("valueText", tr("Value as text"), this))
    , m_hex(makeText("valueHex", tr("Value in hexadecimal digits"), this))
    , m_imageArea(new QScrollArea(this))
    , m_image(new QLabel(this))
    , m_verdict(new StateLabel(this))
    , m_highlighter(std::make_unique<SlicedHighlighter>(m_json->document()))
{
    setObjectName(u"cellViewer"_s);
    setAccessibleName(tr("Value of the current cell"));
    m_json->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_hex->setLineWrapMode(QPlainTextEdit::NoWrap);
    dressImage(m_imageArea, m_image);
    m_tabs->setObjectName(u"valueTabs"_s);
    m_tabs->setAccessibleName(tr("How the value is shown"));
    for (const QString &title : { tr("JSON"), tr("Text"), tr("Hex"), tr("Image") })
        m_tabs->addTab(title);
    for (QWidget *view : QList<QWidget *>{ m_json, m_text, m_hex, m_imageArea })
        m_views->addWidget(view);
    connect(m_tabs, &QTabBar::currentChanged, this, &CellViewer::showTab);

    auto *head = new QHBoxLayout;
    head->setContentsMargins(Space::Medium, Space::Small, Space::Small, Space::Small);
    head->setSpacing(Space::Tiny);
    head->addWidget(m_name, 1);
    QToolButton *copy = makeButton("valueCopyButton", "edit-copy", tr("Copy the value"));
    QToolButton *save = makeButton("valueSaveButton", "document-save", tr("Save the value…"));
    QToolButton *close = makeButton("valueCloseButton", "", tr("Close the viewer"));
    close->setText(u"×"_s); // Breeze has it in red only, and red is for errors
    for (QToolButton *button : { copy, save, close })
        head->addWidget(button);
    connect(copy, &QToolButton::clicked, this, &CellViewer::copyRequested);
    connect(save, &QToolButton::clicked, this, &CellViewer::saveRequested);
    connect(close, &QToolButton::clicked, this, &CellViewer::closeRequested);

    auto *foot = new QHBoxLayout;
    foot->setContentsMargins(Space::Medium, Space::Small, Space::Medium, Space::Small);
    foot->addWidget(m_verdict, 1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(LineWidth::Rule, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(head);
    column->addWidget(new PaneHead(m_tabs, nullptr, this));
    column->addWidget(m_views, 1);
    column->addLayout(foot);
    m_highlighter->setDefinition(m_library.json());
    takeTheme();
    if (const auto *themes = themeProviderOf(this))
        connect(themes, &ThemeProvider::changed, this, &CellViewer::takeTheme);
    clear();
}

CellViewer::~CellViewer() = default;

QToolButton *CellViewer::makeButton(const char *name, const char *icon, const QString &text)
{
    auto *button = new QToolButton(this);
    button->setObjectName(QString::fromLatin1(name));
    button->setIcon(QIcon::fromTheme(QString::fromLatin1(icon)));
    button->setToolTip(text);
    button->setAccessibleName(text);
    button->setAutoRaise(true);
    return button;
}

void CellViewer::takeTheme()
{
    m_highlighter->setTheme(m_library.theme(themeOf(this).isDark));
}

void CellViewer::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() != QEvent::FontChange)
        return;
    for (QPlainTextEdit *view : { m_json, m_text, m_hex })
        view->setFont(typeFont(TypeRole::Mono, font()));
}

void CellViewer::paintEvent(QPaintEvent *)
{
    const Theme &theme = themeOf(this);
    QPainter painter(this);
    painter.fillRect(rect(), theme.base);
    painter.fillRect(QRect(0, 0, LineWidth::Rule, height()), theme.border);
}

void CellViewer::setValue(const QString &column,
                          const QString &type,
                          const Value &value,
                          qint64 wholeSize)
{
    m_value = value;
    m_wholeSize = wholeSize;
    m_hasGivenUp = false;
    m_name->setText(type.isEmpty() ? column : column + u"  "_s + type);
    const bool isText = value.kind() == Value::Kind::Text;
    const bool mayBeJson = isText && wholeSize < 0;
    m_pretty = mayBeJson ? prettyJson(value.bytes()) : std::nullopt;
    QByteArray bytes = value.bytes();
    QBuffer buffer(&bytes);
    QImageReader reader(&buffer);
    m_imageSize = value.kind() == Value::Kind::Blob && wholeSize < 0 ? reader.size() : QSize();
    m_tabs->setTabEnabled(Json, m_pretty.has_value());
    m_tabs->setTabEnabled(Hex, isText || value.kind() == Value::Kind::Blob);
    m_tabs->setTabEnabled(Image, m_imageSize.isValid());
    const Tab fitting = fittingTab();
    if (m_tabs->currentIndex() != fitting)
        m_tabs->setCurrentIndex(fitting);
    else
        showTab(fitting);
    judge();
}

void CellViewer::giveUp()
{
    m_hasGivenUp = true;
    judge();
}

void CellViewer::clear()
{
    setValue(tr("No cell"), {}, {}, -1);
    m_verdict->setState(ShownState::Note, tr("Choose a cell"));
}

CellViewer::Tab CellViewer::tab() const
{
    return Tab(m_tabs->currentIndex());
}

QString CellViewer::verdict() const
{
    return m_verdict->text();
}

CellViewer::Tab CellViewer::fittingTab() const
{
    if (m_pretty)
        return Json;
    if (m_imageSize.isValid())
        return Image;
    return m_value.kind() == Value::Kind::Blob ? Hex : Text;
}

// A view is filled when it is looked at.
void CellViewer::showTab(int tab)
{
    m_views->setCurrentIndex(tab);
    switch (tab) {
    case Json:
        showJson();
        break;
    case Text:
        m_text->setPlainText(m_value.kind() == Value::Kind::Blob
                                 ? QString::fromUtf8(m_value.bytes())
                                 : m_value.toString());
        m_text->setPlaceholderText(cellText(&m_value, 0)); // NULL, empty text
        break;
    case Hex:
        m_hex->setPlainText(hexDump(m_value.bytes().left(MostBytesOfHex)));
        break;
    case Image:
        showImage();
        break;
    default:
        break;
    }
}

void CellViewer::showJson()
{
    m_json->setPlainText(QString::fromUtf8(m_pretty.value_or(QByteArray())));
}

void CellViewer::showImage()
{
    QByteArray bytes = m_value.bytes();
    QBuffer buffer(&bytes);
    QImageReader reader(&buffer);
    QImageReader::setAllocationLimit(MostMegabytesOfImage);
    reader.setAutoTransform(true);
    const QImage image = reader.read();
    m_image->setPixmap(image.isNull() ? QPixmap() : QPixmap::fromImage(image));
    m_image->setText(image.isNull() ? tr("The image cannot be shown: %1").arg(reader.errorString())
                                    : QString());
}

void CellViewer::judge()
{
    const auto bytes = [](qint64 size) {
        //: %1 is a number with separators
        return tr("%1 byte(s)", nullptr, int(qMin<qint64>(size, INT_MAX)))
            .arg(QLocale().toString(size));
    };
    const qint64 size = m_wholeSize >= 0 ? m_wholeSize : m_value.bytes().size();
    if (m_wholeSize >= 0 && m_hasGivenUp) {
        m_verdict->setState(ShownState::Failed, tr("Could not read all of %1").arg(bytes(size)));
    } else if (m_wholeSize >= 0) {
        m_verdict->setState(ShownState::Checking, tr("Reading all of %1").arg(bytes(size)));
    } else if (m_pretty) {
        m_verdict->setState(ShownState::Passed,
                            tr("Valid JSON · %1 · numbers exact").arg(bytes(size)));
    } else if (m_imageSize.isValid()) {
        m_verdict->setState(ShownState::Passed,
                            tr("Image, %1 × %2 · %3")
                                .arg(m_imageSize.width())
                                .arg(m_imageSize.height())
                                .arg(bytes(size)));
    } else if (m_value.kind() == Value::Kind::Text && !isPlainText(m_value.bytes())) {
        m_verdict->setState(ShownState::Warning,
                            tr("Not valid UTF-8, or with NUL bytes · %1").arg(bytes(size)));
    } else if (m_value.kind() == Value::Kind::Text) {
        m_verdict->setState(ShownState::Note, tr("Text · %1").arg(bytes(size)));
    } else if (m_value.kind() == Value::Kind::Blob) {
        m_verdict->setState(
            ShownState::Note,
            size > MostBytesOfHex
                ? tr("Binary · %1 · the first %2 are shown").arg(bytes(size), bytes(MostBytesOfHex))
                : tr("Binary · %1").arg(bytes(size)));
    } else if (m_value.isNull()) {
        m_verdict->setState(ShownState::Note, tr("No value"));
    } else {
        m_verdict->setState(ShownState::Note,
                            m_value.kind() == Value::Kind::Integer
                                ? tr("Integer, exact")
                                : tr("Real number, as SQLite prints it"));
    }
}

} // namespace tidemark
