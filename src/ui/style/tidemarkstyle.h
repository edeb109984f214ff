#pragma once

#include <ui/themeprovider.h>

#include <QProxyStyle>

class QStyleOptionTab;

namespace tidemark {

/// Fusion with flat controls in the colours of a Theme; knows no colour of its own and no style sheet.
///
/// Give it to QApplication::setStyle(). Owns the ThemeProvider; heights follow the font.
class TidemarkStyle : public QProxyStyle
{
    Q_OBJECT

public:
    explicit TidemarkStyle(const Theme &theme = Theme::light());

    [[nodiscard]] ThemeProvider &themes() { return m_themes; }
    [[nodiscard]] const Theme &theme() const { return m_themes.theme(); }

    using QProxyStyle::polish;
    using QProxyStyle::unpolish;
    void polish(QApplication *application) override;
    void polish(QWidget *widget) override;
    void unpolish(QWidget *widget) override;
    [[nodiscard]] QPalette standardPalette() const override;

    void drawPrimitive(PrimitiveElement element,
                       const QStyleOption *option,
                       QPainter *painter,
                       const QWidget *widget = nullptr) const override;
    void drawControl(ControlElement element,
                     const QStyleOption *option,
                     QPainter *painter,
                     const QWidget *widget = nullptr) const override;
    void drawComplexControl(ComplexControl control,
                            const QStyleOptionComplex *option,
                            QPainter *painter,
                            const QWidget *widget = nullptr) const override;
    [[nodiscard]] QRect subControlRect(ComplexControl control,
                                       const QStyleOptionComplex *option,
                                       SubControl part,
                                       const QWidget *widget = nullptr) const override;
    [[nodiscard]] QRect subElementRect(SubElement element,
                                       const QStyleOption *option,
                                       const QWidget *widget = nullptr) const override;
    [[nodiscard]] QSize sizeFromContents(ContentsType type,
                                         const QStyleOption *option,
                                         const QSize &contents,
                                         const QWidget *widget = nullptr) const override;
    [[nodiscard]] int pixelMetric(PixelMetric metric,
                                  const QStyleOption *option = nullptr,
                                  const QWidget *widget = nullptr) const override;
    [[nodiscard]] int styleHint(StyleHint hint,
                                const QStyleOption *option = nullptr,
                                const QWidget *widget = nullptr,
                                QStyleHintReturn *answer = nullptr) const override;

private:
    bool drawControlPrimitive(PrimitiveElement element,
                              const QStyleOption &option,
                              QPainter &painter,
                              const QWidget *widget) const;
    bool drawViewPrimitive(PrimitiveElement element,
                           const QStyleOption &option,
                           QPainter &painter,
                           const QWidget *widget) const;
    bool drawBar(ControlElement element,
                 const QStyleOption &option,
                 QPainter &painter,
                 const QWidget *widget) const;
    void drawTabLabel(const QStyleOptionTab &tab, QPainter &painter, const QWidget *widget) const;
    bool drawLabel(ControlElement element,
                   const QStyleOption &option,
                   QPainter &painter,
                   const QWidget *widget) const;

    ThemeProvider m_themes;
};

} // namespace tidemark
